// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What it takes the machine to say what becomes of a session when something happens to it.
struct TransitionQuestion {
    let bench: Bench

    private static let streams: [(name: String, goal: Double, make: @Sendable (Int) -> TransitionStream)] = [
        ("regular", 10, { .regular($0) }), ("random", 20, { .random($0) }),
    ]
    private static let count = 20_000

    func answer() -> Answer {
        let points = TransitionQuestion.streams.map { name, goal, make in
            let stream = make(TransitionQuestion.count)
            var effects = 0
            let nanoseconds = (0..<bench.count(200, quick: 20)).map { _ in
                processorTime { effects &+= stream.run() } / .nanoseconds(1) / Double(stream.count)
            }
            return Answer.Point(
                label: name, value: Spread(nanoseconds), goal: .atMost(goal),
                absolutes: "\(Figure.text(Double(effects))) effects")
        }
        return Answer(
            name: "transition", title: "Processor time of a transition", unit: .nanoseconds,
            series: [Answer.Series(name: "", points: points)])
    }

    /// How many times as fast as an object of a class the machine is.
    func againstClass() async throws -> Answer {
        var points: [Answer.Point] = []
        for (name, _, make) in TransitionQuestion.streams {
            let stream = make(TransitionQuestion.count)
            var effects = 0
            let pairs = try await Pairs.measure(bench.count(200, quick: 20), work: Double(stream.count)) {
                processorTime { effects &+= stream.run() }
            } _: {
                processorTime { effects &+= stream.runClass() }
            }
            guard effects > 0 else { throw BenchmarkFailure("nothing came of the events") }
            points.append(Answer.Point(name, pairs, of: ("reduce", "class")))
        }
        return Answer(
            name: "transition-class", title: "Transitions, against an object with optionals and flags", unit: .ratio,
            series: [Answer.Series(name: "", points: points)])
    }

    /// How often memory is asked for, in a process of its own.
    func allocations(counter: String) throws -> Answer {
        let figures = try Probe(path: bench.program, preloaded: counter).run([TransitionQuestion.command])
        let points = try TransitionQuestion.streams.map { name, _, _ in
            Answer.Point(label: name, value: Spread(try figures.of(name)), goal: .atMost(0), absolutes: "")
        }
        return Answer(
            name: "transition-allocations",
            title: "Allocations in \(Figure.text(Double(TransitionQuestion.count))) transitions", unit: .count,
            series: [Answer.Series(name: "", points: points)])
    }

    /// What tells this program that it is to count.
    static let command = "count-allocations"

    /// Counts in this process, and prints what each stream took.
    static func runChild() throws {
        for (name, _, make) in streams {
            let stream = make(count)
            let effects = stream.run()
            var count = 0
            // What is counted the first time is Swift's own: it makes its metadata.
            for _ in 0..<2 {
                let before = try Allocations.count()
                guard stream.run() == effects else { throw BenchmarkFailure("the machine is not the same each time") }
                count = try Allocations.count() - before
            }
            print(name, count)
        }
    }
}

/// How often this thread has asked for memory. `allocations.c` counts it, where it was loaded first.
enum Allocations {
    private typealias Counter = @convention(c) () -> Int

    private static let counter: Counter? = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "benchmark_allocations")
        .map { unsafeBitCast($0, to: Counter.self) }

    static func count() throws -> Int {
        guard let counter else { throw BenchmarkFailure("nothing counts allocations: preload allocations.c") }
        return counter()
    }
}
