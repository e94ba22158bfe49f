// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How long people wait for `tpaudit`, the start of the process included.
struct ToolQuestion {
    let bench: Bench
    let standing: StandingLogs

    private typealias Command = (name: String, arguments: (StandingLogs.Log) -> [String], goal: Goal?)

    /// What looks at a part of the log.
    func answer() throws -> Answer {
        let commands: [Command] = [
            ("--version", { _ in ["--version"] }, nil),
            ("events -n 20", { ["events", $0.path, "-n", "20"] }, .atMost(100)),
            ("state SESSION", { ["state", $0.path, "box-office-77"] }, .atMost(100)),
            ("show SEQ", { ["show", $0.path, "\($0.events / 2)"] }, .atMost(100)),
            ("why SESSION", { ["why", $0.path, "box-office-77"] }, .atMost(100)),
        ]
        let measured = try measure(commands, standing.logs, count: bench.count(20, quick: 5))
        let series = commands.enumerated().map { row, command in
            Answer.Series(
                name: command.name,
                points: standing.logs.enumerated().map { column, log in
                    Answer.Point(
                        label: log.name, value: Spread(measured[row][column].map { $0 * 1000 }), goal: command.goal,
                        absolutes: "")
                })
        }
        return Answer(name: "tpaudit", title: "tpaudit, from start to end", unit: .milliseconds, series: series)
    }

    /// What goes through all of it.
    func whole() throws -> Answer {
        let commands: [Command] = [
            ("verify", { ["verify", $0.path] }, nil),
            ("stats", { ["stats", $0.path] }, nil),
            ("replay", { ["replay", $0.path] }, nil),
            ("transitions", { ["transitions", $0.path] }, nil),
            ("events", { ["events", $0.path] }, nil),
            ("events --format jsonl", { ["events", $0.path, "--format", "jsonl"] }, nil),
            ("events --format csv", { ["events", $0.path, "--format", "csv"] }, nil),
        ]
        let measured = try measure(commands, standing.logs, count: bench.count(3, quick: 1))
        var series = commands.enumerated().map { row, command in
            Answer.Series(
                name: command.name,
                points: standing.logs.enumerated().map { column, log in
                    let spread = Spread(measured[row][column])
                    return Answer.Point(
                        label: log.name, value: spread, goal: command.goal,
                        absolutes: "\(Figure.text(Double(log.events) / spread.median)) events/s")
                })
        }
        let differences = zip(measured[0], measured[1]).map { pair in zip(pair.0, pair.1).map { $1 - $0 } }
        series.append(
            Answer.Series(
                name: "stats, beyond verify",
                points: zip(standing.logs, differences).map { log, seconds in
                    Answer.Point(label: log.name, value: Spread(seconds), goal: .atMost(5), absolutes: "")
                }))
        return Answer(name: "tpaudit-whole", title: "tpaudit, through all of a log", unit: .seconds, series: series)
    }

    /// How long the page of the smallest log takes to write.
    func report() throws -> Answer {
        try page(
            name: "report", title: "tpaudit report", unit: .seconds, goal: .atMost(10),
            times: bench.count(3, quick: 1)
        ) { seconds, _ in seconds }
    }

    /// How big that page is.
    func reportSize() throws -> Answer {
        try page(
            name: "report-size", title: "The page of tpaudit report", unit: .megabytes, goal: .atMost(20), times: 1
        ) { $1 }
    }

    private func page(
        name: String, title: String, unit: Answer.Unit, goal: Goal, times: Int, _ figure: (Double, Double) -> Double
    ) throws -> Answer {
        let log = standing.logs[0]
        let page = bench.disk + "/report.html"
        let tool = Tool(path: bench.tpaudit)
        let figures = try (0..<times).map { _ in
            let seconds = try tool.run(["report", log.path, "-o", page, "--force"]).seconds
            let size = try FileManager.default.attributesOfItem(atPath: page)[.size] as? Int ?? 0
            return figure(seconds, Double(size) / 1_000_000)
        }
        let point = Answer.Point(
            label: log.name, value: Spread(figures), goal: goal,
            absolutes: "of \(Figure.text(Double(StandingLogs.sessions))) sessions")
        return Answer(name: name, title: title, unit: unit, series: [Answer.Series(name: "", points: [point])])
    }

    /// - Returns: The seconds that each command took for each log. Every command of every size runs in turn, so that a
    ///   slow moment falls on all of them.
    private func measure(_ commands: [Command], _ logs: [StandingLogs.Log], count: Int) throws -> [[[Double]]] {
        let tool = Tool(path: bench.tpaudit)
        var measured: [[[Double]]] = commands.map { _ in logs.map { _ in [] } }
        for _ in 0..<count {
            for (row, command) in commands.enumerated() {
                for (column, log) in logs.enumerated() {
                    measured[row][column].append(try tool.run(command.arguments(log)).seconds)
                }
            }
        }
        return measured
    }
}
