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
        _ = try reader.replay { divergence in
            simulation.report("replay diverges at seq \(divergence.seq)")
        }
    }
}
