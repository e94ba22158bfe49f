// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What the log of a finished run must show by itself.
enum SimulationEvidence {
    /// Verifies and replays the log.
    static func check(_ simulation: Simulation) throws(LogError) {
        let reader = try LogReader(path: simulation.path)
        var findings: [String] = []
        let verification = try reader.verify(with: VerificationMeans(keys: simulation.keys)) { finding in
            findings.append("\(finding)")
        }
        for finding in findings { simulation.report("the log does not verify: \(finding)") }
        if let chain = verification.chain { simulation.result.chain = chain }
        if verification.events < simulation.recorder.events {
            simulation.report("events are missing from the log")
        }
        let events = try events(of: reader)
        var check = HistoryCheck(policy: simulation.policy)
        for (_, event) in events {
            for violation in check.broken(by: event) { simulation.report(violation) }
        }
        for call in simulation.history.misled(by: events) {
            simulation.report(
                "a caller of \(call.label) got token \(call.token.hexText), which was not the session's between seq "
                    + "\(call.askedAt) and \(call.answeredAt)")
        }
        _ = try reader.replay { divergence in
            simulation.report("replay diverges at seq \(divergence.seq)")
        }
    }

    private static func events(of reader: LogReader) throws(LogError) -> [(label: SessionLabel, event: StoredEvent)] {
        let labels = try reader.labels()
        let cursor = try reader.events()
        var events: [(label: SessionLabel, event: StoredEvent)] = []
        while let event = try cursor.next() {
            guard let label = labels[event.session.number] else { continue }
            events.append((SessionLabel(stored: label), event))
        }
        return events
    }
}
