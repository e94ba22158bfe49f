// SPDX-License-Identifier: Apache-2.0

import CBaseline
import Foundation

/// How long people wait for `tpaudit`, the start of the process included.
struct ToolQuestion {
    let bench: Bench
    let standing: StandingLogs

    func answer() throws -> Answer {
        let commands: [(name: String, arguments: (StandingLogs.Log) -> [String], goal: Goal?)] = [
            ("--version", { _ in ["--version"] }, nil),
            ("events -n 20", { ["events", $0.path, "-n", "20"] }, .atMost(100)),
            ("state SESSION", { ["state", $0.path, "box-office-77"] }, .atMost(100)),
            ("show SEQ", { ["show", $0.path, "\($0.events / 2)"] }, .atMost(100)),
        ]
        // Every command of every size in turn, so that a slow moment falls on all of them.
        var measured: [[[Double]]] = commands.map { _ in standing.logs.map { _ in [] } }
        for _ in 0..<bench.count(20, quick: 5) {
            for (row, command) in commands.enumerated() {
                for (column, log) in standing.logs.enumerated() {
                    measured[row][column].append(try run(command.arguments(log)).seconds * 1000)
                }
            }
        }
        let series = commands.enumerated().map { row, command in
            Answer.Series(
                name: command.name,
                points: standing.logs.enumerated().map { column, log in
                    Answer.Point(
                        label: log.name, value: Spread(measured[row][column]), goal: command.goal, absolutes: "")
                })
        }
        return Answer(name: "tpaudit", title: "tpaudit, from start to end", unit: .milliseconds, series: series)
    }

    private func run(_ arguments: [String]) throws -> Duration {
        let words = [bench.tpaudit] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var code: Int32 = 0
        let duration = time { code = baseline_run(&pointers) }
        guard code == 0 else { throw BenchmarkFailure("\(words.joined(separator: " ")) ended with \(code)") }
        return duration
    }
}
