// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// What it costs to keep the tokens that grants bring.
struct VaultQuestion {
    let bench: Bench

    func answer() async throws -> Answer {
        let events = bench.count(10_000, quick: 5000)
        let paths = (with: bench.memory + "/with.sqlite", without: bench.memory + "/without.sqlite")
        defer { [paths.with, paths.without].forEach(BenchmarkLog.remove) }
        var workload = try Workload(sessions: 1000, hasSecrets: true)
        var plain = try Workload(sessions: 1000)
        let log = try BenchmarkLog.openOnSystemClock(paths.with)
        let plainLog = try BenchmarkLog.openOnSystemClock(paths.without)
        let pairs = try await Pairs.measure(bench.count(20, quick: 6), work: Double(events)) {
            let requests = workload.next(events)
            return try time { try append(requests, to: log) }
        } _: {
            let requests = plain.next(events)
            return try time { try append(requests, to: plainLog) }
        }
        try log.close()
        try plainLog.close()
        return Answer(
            name: "vault", title: "Append with tokens for the vault, against none", unit: .ratio,
            series: [
                Answer.Series(
                    name: "", points: [Answer.Point("1000 per commit", pairs, of: ("with", "without"))])
            ])
    }

    private func append(_ requests: [AppendRequest], to log: EventLog) throws {
        for start in stride(from: 0, to: requests.count, by: 1000) {
            _ = try log.append(Array(requests[start..<min(start + 1000, requests.count)]))
        }
    }
}
