// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// How long a service takes that opens a log and takes up where its sessions stood.
struct OpeningQuestion {
    let bench: Bench
    let standing: StandingLogs

    func answer() throws -> Answer {
        let labels = try (1...StandingLogs.sessions).map { try SessionLabel("box-office-\($0)") }
        let points = try standing.logs.map { standing in
            let seconds = try (0..<bench.count(10, quick: 3)).map { _ in
                var log: EventLog?
                var found = 0
                let duration = try time {
                    let opened = try BenchmarkLog.open(standing.path)
                    for label in labels { found += try opened.session(label) == nil ? 0 : 1 }
                    log = opened
                }
                try log?.close()
                guard found == labels.count else { throw BenchmarkFailure("there are \(found) sessions") }
                return duration.seconds
            }
            return Answer.Point(
                label: standing.name, value: Spread(seconds), goal: .atMost(1),
                absolutes: "\(labels.count) sessions")
        }
        return Answer(
            name: "opening", title: "Open a log and resume 10,000 sessions", unit: .seconds,
            series: [Answer.Series(name: "", points: points)])
    }
}
