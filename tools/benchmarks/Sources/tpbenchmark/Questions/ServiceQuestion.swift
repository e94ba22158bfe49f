// SPDX-License-Identifier: Apache-2.0

/// What many sessions and many callers cost a service.
struct ServiceQuestion {
    let bench: Bench
    let service: Bench.Service

    /// How often memory is asked for to read a usable token.
    func readAllocations() throws -> Answer {
        let points = try [1, 2].map { threads in
            let figures = try service.measure(
                "read", ["\(threads)", "\(bench.count(20_000, quick: 2000))"], in: bench.memory)
            return Answer.Point(
                label: threads == 1 ? "1 thread" : "\(threads) threads",
                value: Spread(try figures.of("allocations")), goal: .atMost(0),
                absolutes: "the first time that threads meet, they get copies")
        }
        return Answer(
            name: "token-allocations", title: "Allocations in a round of reads of a usable token", unit: .count,
            series: [Answer.Series(name: "", points: points)])
    }

    /// How much memory a session takes that is kept alive and that nobody uses at the moment.
    func idleSession() throws -> Answer {
        let sessions = bench.count(100_000, quick: 10_000)
        let kibibytes = try (0..<bench.count(3, quick: 1)).map { _ in
            try service.measure("memory", ["\(sessions)"], in: bench.memory).of("bytes")[0] / 1024
        }
        return Answer(
            name: "idle-session", title: "Memory of an idle session", unit: .kibibytes,
            series: [
                Answer.Series(
                    name: "",
                    points: [
                        Answer.Point(
                            label: "of \(Figure.text(Double(sessions)))", value: Spread(kibibytes), goal: .atMost(1),
                            absolutes: "heap in use, the log's own share included")
                    ])
            ])
    }

    /// How late sessions are renewed that all come due within a minute.
    func renewal() throws -> Answer {
        let sessions = bench.count(100_000, quick: 5000)
        let runs = try (0..<bench.count(2, quick: 1)).map { _ in
            try service.measure("renewal", ["\(sessions)"], in: bench.disk)
        }
        func point(_ label: String, _ name: String, goal: Goal?) throws -> Answer.Point {
            Answer.Point(
                label: label, value: Spread(try runs.map { try $0.of(name)[0] }), goal: goal,
                absolutes: "\(Figure.text(Spread(try runs.map { try $0.of("processor")[0] }).median)) s of processor")
        }
        return Answer(
            name: "renewal", title: "Lateness of \(Figure.text(Double(sessions))) renewals within a minute",
            unit: .seconds,
            series: [
                Answer.Series(
                    name: "",
                    points: [
                        try point("begun, 99 of 100", "begun-p99", goal: nil),
                        try point("done, half", "done-median", goal: nil),
                        try point("done, 99 of 100", "done-p99", goal: .atMost(1)),
                        try point("done, all", "done-last", goal: nil),
                    ])
            ])
    }

    /// How long after the commit of a refresh the last of all callers goes on that waited for it.
    func waiting() throws -> Answer {
        let callers = bench.count(10_000, quick: 1000)
        let figures = try service.measure(
            "waiting", ["\(callers)", "\(bench.count(20, quick: 5))"], in: bench.disk)
        let processor = Spread(try figures.of("processor")).median
        return Answer(
            name: "waiting", title: "From a refresh's commit to the last caller that waited", unit: .milliseconds,
            series: [
                Answer.Series(
                    name: "",
                    points: [
                        Answer.Point(
                            label: "\(Figure.text(Double(callers))) callers", value: Spread(try figures.of("wall")),
                            goal: .atMost(50), absolutes: "\(Figure.text(processor)) ms of processor")
                    ])
            ])
    }
}
