// SPDX-License-Identifier: Apache-2.0

import AuditLog
import CBaseline

/// How fast the log appends, against a C loop that writes the same rows.
struct AppendQuestion {
    let bench: Bench

    /// On the disk, with one, ten and a hundred events in each commit.
    func onDisk() async throws -> Answer {
        let goals: [(perCommit: Int, events: Int, goal: Goal?)] = [
            (1, bench.count(250, quick: 100), .atLeast(0.9)), (10, bench.count(1000, quick: 500), nil),
            (100, 3000, .atLeast(0.85)),
        ]
        var points: [Answer.Point] = []
        for (perCommit, events, goal) in goals {
            let pairs = try await measure(
                in: bench.disk, perCommit: perCommit, events: events, pairs: bench.count(40, quick: 8), by: time)
            points.append(Answer.Point("\(perCommit) per commit", pairs, goal: goal, of: ("log", "C")))
        }
        return Answer(
            name: "append", title: "Append, durably, against a C loop", unit: .ratio,
            series: [Answer.Series(name: "", points: points)])
    }

    /// In memory, a thousand events in each commit: how long the processor is busy, while the log grows.
    func inMemory() async throws -> Answer {
        let thirds = 3
        let pairs = bench.count(10, quick: 3)
        let events = bench.count(10_000, quick: 5000)
        let measured = try await measure(
            in: bench.memory, perCommit: 1000, events: events, pairs: thirds * pairs, by: processorTime)
        var points = [Answer.Point("all", measured, goal: .atLeast(0.75), of: ("log", "C"))]
        for third in 0..<thirds {
            points.append(
                Answer.Point(
                    "up to \((third + 1) * pairs * events / 1000) k events",
                    measured[third * pairs..<(third + 1) * pairs], of: ("log", "C")))
        }
        let place = bench.hasMemory ? "in memory" : "on the disk"
        return Answer(
            name: "append-in-memory", title: "Append 1,000 per commit, \(place), processor time against a C loop",
            unit: .ratio,
            series: [Answer.Series(name: "", points: points)])
    }

    private func measure(
        in folder: String, perCommit: Int, events: Int, pairs: Int, by clock: (() throws -> Void) throws -> Duration
    ) async throws -> Pairs {
        let paths = (source: folder + "/source.sqlite", swift: folder + "/swift.sqlite", c: folder + "/c.sqlite")
        let all = [paths.source, paths.swift, paths.c]
        defer { all.forEach(BenchmarkLog.remove) }
        var workload = try Workload(sessions: 1000)
        var sameWorkload = workload
        let source = try BenchmarkLog.open(paths.source)
        try BenchmarkLog.fill(source, events * pairs, from: &sameWorkload)
        try source.close()
        let rows = baseline_load(paths.source)
        defer { baseline_unload(rows) }
        try BenchmarkLog.open(paths.c).close()
        let baseline = baseline_open(paths.c, BenchmarkLog.keyFile(of: paths.c) + ".sign", rows)
        let log = try BenchmarkLog.openOnSystemClock(paths.swift)
        let measured = try await Pairs.measure(pairs, work: Double(events)) {
            let requests = workload.next(events)
            let commits = stride(from: 0, to: events, by: perCommit).map {
                Array(requests[$0..<min($0 + perCommit, events)])
            }
            return try clock { for commit in commits { _ = try log.append(commit) } }
        } _: {
            try clock { baseline_append(baseline, Int64(events), Int64(perCommit)) }
        }
        baseline_close(baseline)
        try log.close()
        try checkSame(paths.c, events: events * pairs)
        return measured
    }

    /// Makes sure that the loop does all of the work: what it leaves is a log that verifies.
    private func checkSame(_ path: String, events: Int) throws {
        var findings: [String] = []
        let verification = try LogReader(path: path).verify { findings.append("\($0)") }
        guard verification.outcome == .intact, verification.events == events else {
            throw BenchmarkFailure("what the C loop wrote is no log: \(findings.prefix(3))")
        }
    }
}
