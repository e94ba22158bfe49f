// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// How much faster many callers are that share commits than one that waits for each.
struct GroupQuestion {
    let bench: Bench

    func answer() async throws -> Answer {
        var points: [Answer.Point] = []
        for callers in [1, 8, 64] {
            let each = bench.count(100, quick: 20)
            let path = bench.disk + "/group.sqlite"
            defer { BenchmarkLog.remove(path) }
            let log = GroupCommit(try BenchmarkLog.openOnSystemClock(path))
            var workload = try Workload(sessions: 1000)
            let pairs = try await Pairs.measure(bench.count(20, quick: 8), work: Double(each)) {
                try await append(workload.next(callers * each), callers: callers, to: log)
            } _: {
                try await append(workload.next(each), callers: 1, to: log)
            }
            points.append(
                Answer.Point(
                    callers == 1 ? "1 caller" : "\(callers) callers", pairs.withFirstWork(times: Double(callers)),
                    goal: callers == 64 ? .atLeast(10) : nil, of: ("all", "one alone")))
            try await log.close()
        }
        return Answer(
            name: "group-commit", title: "Callers that share commits, against one caller", unit: .ratio,
            series: [Answer.Series(name: "", points: points)])
    }

    /// Appends the requests one by one, each caller its part and never two at a time.
    private func append(_ requests: [AppendRequest], callers: Int, to log: GroupCommit) async throws -> Duration {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for index in stride(from: caller, to: requests.count, by: callers) {
                        _ = try await log.append([requests[index]])
                    }
                }
            }
            try await group.waitForAll()
        }
        return ContinuousClock.now - start
    }
}
