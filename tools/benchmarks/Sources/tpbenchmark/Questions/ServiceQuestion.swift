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
        let points = try bench.sizes(upTo: 100_000).map { sessions in
            let kibibytes = try (0..<bench.count(3, quick: 1)).map { _ in
                try service.measure("memory", ["\(sessions)"], in: bench.memory).of("bytes")[0] / 1024
            }
            return Answer.Point(
                label: "of \(Figure.text(Double(sessions)))", value: Spread(kibibytes),
                goal: sessions >= 100_000 ? .atMost(1) : nil,
                absolutes: "heap in use, the log's own share included")
        }
        return Answer(
            name: "idle-session", title: "Memory of an idle session", unit: .kibibytes,
            series: [Answer.Series(name: "", points: points)])
    }

    /// How late sessions are renewed that all come due within a minute.
    func renewal() throws -> Answer {
        let sizes = bench.sizes(upTo: 100_000)
        let runs = try sizes.map { sessions in
            // Few sessions say the same again in a second run.
            try (0..<(sessions == sizes.last ? bench.count(2, quick: 1) : 1)).map { _ in
                try service.measure("renewal", ["\(sessions)"], in: bench.disk)
            }
        }
        func series(_ label: String, _ name: String, goal: Double? = nil) throws -> Answer.Series {
            let points = try zip(sizes, runs).map { sessions, runs in
                let processor = Spread(try runs.map { try $0.of("processor")[0] }).median
                return Answer.Point(
                    label: "of \(Figure.text(Double(sessions)))", value: Spread(try runs.map { try $0.of(name)[0] }),
                    goal: goal.map { .atMost($0) }, absolutes: "\(Figure.text(processor)) s of processor")
            }
            return Answer.Series(name: label, points: points)
        }
        return Answer(
            name: "renewal", title: "Lateness of renewals that come due within a minute", unit: .seconds,
            series: [
                try series("begun, 99 of 100", "begun-p99"), try series("done, half", "done-median"),
                try series("done, 99 of 100", "done-p99", goal: 1), try series("done, all", "done-last"),
            ])
    }

    /// How long after the commit of a refresh the last of all callers goes on that waited for it.
    func waiting() throws -> Answer {
        let points = try bench.sizes(upTo: 10_000).map { callers in
            let figures = try service.measure(
                "waiting", ["\(callers)", "\(bench.count(20, quick: 5))"], in: bench.disk)
            let processor = Spread(try figures.of("processor")).median
            return Answer.Point(
                label: "\(Figure.text(Double(callers))) callers", value: Spread(try figures.of("wall")),
                goal: .atMost(50), absolutes: "\(Figure.text(processor)) ms of processor")
        }
        return Answer(
            name: "waiting", title: "From a refresh's commit to the last caller that waited", unit: .milliseconds,
            series: [Answer.Series(name: "", points: points)])
    }
}
