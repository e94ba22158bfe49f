// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Logs of three sizes that are read and opened, with many sessions.
struct StandingLogs {
    struct Log {
        /// Its size as a label.
        var name: String
        var path: String
        var events: Int
    }

    static let sessions = 10_000

    let logs: [Log]

    /// Makes them: one log that grows, and copies of it.
    init(_ bench: Bench) throws {
        let sizes = bench.isQuick ? [10_000, 30_000, 100_000] : [100_000, 300_000, 1_000_000]
        var workload = try Workload(sessions: StandingLogs.sessions)
        let growing = bench.disk + "/growing.sqlite"
        var logs: [Log] = []
        var events = 0
        for size in sizes {
            let log = try BenchmarkLog.open(growing)
            try BenchmarkLog.fill(log, size - events, from: &workload)
            try log.close()
            events = size
            let name = size < 1_000_000 ? "\(size / 1000) k" : "\(size / 1_000_000) M"
            let path = bench.disk + "/standing-\(size).sqlite"
            try BenchmarkLog.copy(growing, to: path)
            logs.append(Log(name: name, path: path, events: size))
        }
        BenchmarkLog.remove(growing)
        self.logs = logs
    }
}
