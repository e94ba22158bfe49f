// SPDX-License-Identifier: Apache-2.0

import AuditLog
import CBaseline

/// How fast logs are verified, replayed and read.
struct ReadingQuestion {
    let bench: Bench
    let standing: StandingLogs

    /// Against C that reads and hashes the same rows; and, as a verification also looks into SQLite's own check of the
    /// file, which takes as long as that, against C that does both. None of it decodes events, follows sessions or
    /// checks signatures.
    func verify() async throws -> Answer {
        let hashes = try await points(goal: .atLeast(0.7), of: ("log", "C"), verify) { path, events in
            guard baseline_verify(path) == events else { throw BenchmarkFailure("C finds another chain") }
        }
        let checks = try await points(goal: nil, of: ("log", "C"), verify) { path, events in
            guard baseline_verify_file(path) == events else { throw BenchmarkFailure("C finds a fault") }
        }
        return Answer(
            name: "verify", title: "Verify, against C", unit: .ratio,
            series: [
                Answer.Series(name: "that reads and hashes", points: hashes),
                Answer.Series(name: "that checks the file too", points: checks),
            ])
    }

    private func verify(_ path: String, _ events: Int) throws {
        let verification = try LogReader(path: path).verify { Bench.say("finding: \($0)") }
        guard verification.outcome == .intact, verification.events == events else {
            throw BenchmarkFailure("the log does not verify")
        }
    }

    /// Against reading alone.
    func replay() async throws -> Answer {
        let points = try await points(goal: .atLeast(0.5), of: ("replay", "reading"), replay, read)
        return Answer(
            name: "replay", title: "Replay, against reading the events", unit: .ratio,
            series: [Answer.Series(name: "", points: points)])
    }

    /// Against C that reads all columns.
    func reading() async throws -> Answer {
        let points = try await points(goal: nil, of: ("log", "C"), read) { path, events in
            guard baseline_read(path) == events else { throw BenchmarkFailure("C reads other events") }
        }
        return Answer(
            name: "read", title: "Read events, against C that reads all columns", unit: .ratio,
            series: [Answer.Series(name: "", points: points)])
    }

    private func replay(_ path: String, _ events: Int) throws {
        let replay = try LogReader(path: path).replay { Bench.say("divergence: \($0)") }
        guard replay.events == events, replay.divergences == 0 else {
            throw BenchmarkFailure("the log does not replay")
        }
    }

    private func read(_ path: String, _ events: Int) throws {
        let cursor = try LogReader(path: path).events()
        var count = 0
        while try cursor.next() != nil { count += 1 }
        guard count == events else { throw BenchmarkFailure("the log has other events") }
    }

    private func points(
        goal: Goal?, of names: (String, String), _ first: (String, Int) throws -> Void,
        _ second: (String, Int) throws -> Void
    ) async throws -> [Answer.Point] {
        var points: [Answer.Point] = []
        for log in standing.logs {
            let pairs = try await Pairs.measure(
                bench.count(log.events < 1_000_000 ? 12 : 6, quick: 6), work: Double(log.events)
            ) {
                try time { try first(log.path, log.events) }
            } _: {
                try time { try second(log.path, log.events) }
            }
            points.append(Answer.Point(log.name, pairs, goal: goal, of: names))
        }
        return points
    }
}
