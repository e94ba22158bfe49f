// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Eight processes that share one log and one session, before a server whose access tokens live 2 s and which replaces
/// the refresh token each time. They read the session's token all the time, and report one as refused now and then.
/// Again and again one of them is killed, often while it refreshes, and another takes its place.
///
/// The server lets a spent refresh token stay good, as some do so that a lost answer can be made up for. So nothing may be
/// lost here, whoever is killed when; and who spends a token twice is not told so, but counted.
struct ProcessCampaign {
    /// How much is to be tried.
    struct Plan {
        var rotations: Int
        var secondsBetweenKills: Double
        var seed: UInt64
    }

    /// What the processes did.
    struct Record {
        var kills = 0
        var reads: [CallerProcess.Read] = []
        /// What a process did that should not have been.
        var complaints: [String] = []
    }

    static let sandboxFlags = [
        "--access-lifetime", "2", "--fault", "refresh:old-refresh-token-kept,times=100000",
    ]

    private static let processCount = 8
    /// Each reports a token as refused once in so many milliseconds, on average.
    private static let rejectEvery = 6000
    /// As long as an access token lives, in milliseconds.
    private static let requestTimeLimit = 2000

    let bench: Bench
    let plan: Plan

    /// Runs until the server has seen enough rotations, then has all processes shut down.
    func run() async throws -> Record {
        var random = SeededGenerator(seed: plan.seed)
        var record = Record()
        var callers = try (0..<Self.processCount).map { _ in try start(&random) }
        for caller in callers { _ = try await caller.process.firstLine() }
        var nextKill = ContinuousClock.now + wait(&random)
        while try rotations < plan.rotations {
            guard nextKill <= .now else {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            nextKill = .now + wait(&random)
            let place = Int.random(in: 0..<callers.count, using: &random)
            try await kill(callers[place], &random, &record)
            callers[place] = try start(&random)
        }
        // One that has just begun may not know yet how to shut down.
        for caller in callers { _ = try await caller.reads(from: 0) }
        for caller in callers { take(try await caller.close(), of: caller, isKilled: false, &record) }
        return record
    }

    private func start(_ random: inout SeededGenerator) throws -> CallerProcess {
        try CallerProcess(
            on: bench, requestTimeLimit: Self.requestTimeLimit, seed: random.next(), rejectEvery: Self.rejectEvery)
    }

    private func wait(_ random: inout SeededGenerator) -> Duration {
        .seconds(plan.secondsBetweenKills) * Double.random(in: 0.5...1.5, using: &random)
    }

    /// Kills a process, every second time while it is about to refresh, and leaves its place empty for a moment.
    private func kill(
        _ caller: CallerProcess, _ random: inout SeededGenerator, _ record: inout Record
    ) async throws {
        if Bool.random(using: &random) {
            try await caller.nextRejection(within: .milliseconds(2 * Self.rejectEvery))
            try await Task.sleep(for: .microseconds(Int.random(in: 0...30_000, using: &random)))
        }
        take(try await caller.kill(), of: caller, isKilled: true, &record)
        record.kills += 1
        // Often the others find out by themselves that its request is out of time, before its successor tells them.
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...2500, using: &random)))
    }

    private func take(
        _ result: ToolProcess.Result, of caller: CallerProcess, isKilled: Bool, _ record: inout Record
    ) {
        record.reads += caller.reads(in: result.output)
        if isKilled ? result.exit != 128 + SIGKILL : result.exit != 0 || !result.output.hasSuffix("\nclosed\n") {
            record.complaints.append("a process ended with \(result.exit): \(result.error)")
        }
    }

    /// How often the server has replaced the refresh token.
    private var rotations: Int {
        get throws { try bench.sandbox.journal.count { $0.grant == "refresh_token" && $0.outcome == "granted" } }
    }
}
