// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Synchronization
import TicketparkAuth
import TokenMachine

/// How long after the commit of a refresh the last of many callers goes on that waited for it.
struct WaitingMeasure {
    let folder: String
    let callers: Int
    let rounds: Int

    func figures() async throws -> [(name: String, value: Double)] {
        let commits = CommitTimes()
        var environment = LogEnvironment.system
        let commit = environment.commit
        environment.commit = { database throws(SQLiteFailure) in
            try commit(database)
            commits.note()
        }
        let endpoint = HeldEndpoint()
        let service = try MeasuredService.open(folder, endpoint: endpoint, logEnvironment: environment)
        let session = try service.session("box-office")
        var walls: [Double] = []
        var processors: [Double] = []
        for number in 0...rounds {
            let round = try await round(number, session, endpoint, commits)
            // The first one also makes the threads.
            guard number > 0 else { continue }
            walls.append(round.wall / .milliseconds(1))
            processors.append(round.processor)
        }
        try await service.shutDown()
        return walls.map { ("wall", $0) } + processors.map { ("processor", $0) }
    }

    private func round(
        _ number: Int, _ session: TokenSession, _ endpoint: HeldEndpoint, _ commits: CommitTimes
    ) async throws -> (wall: Duration, processor: Double) {
        // Without an access token, one is asked for at once.
        try await session.adopt(refreshToken: MeasuredService.token("adopted-\(number)-"))
        let begun = Tally()
        let (end, busy) = try await withThrowingTaskGroup(of: ContinuousClock.Instant.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    begun.add()
                    _ = try await session.accessToken(waitingUpTo: .seconds(300))
                    return .now
                }
            }
            while begun.count < callers { try await Task.sleep(for: .milliseconds(10)) }
            // Until the keeper has taken them all.
            try await Task.sleep(for: .milliseconds(500))
            let processor = Processor.nanoseconds
            commits.clear()
            await endpoint.release()
            var last = ContinuousClock.now
            for try await end in group { last = max(last, end) }
            return (last, Double(Processor.nanoseconds - processor) / 1_000_000)
        }
        guard let commit = commits.first else { throw MeasureFailure("nothing was committed") }
        return (end - commit, busy)
    }
}

/// A number that goes up.
private final class Tally: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    func add() { value.add(1, ordering: .relaxed) }
}

/// When commits were done.
private final class CommitTimes: Sendable {
    private let time = Mutex<ContinuousClock.Instant?>(nil)

    /// The first since ``clear()``.
    var first: ContinuousClock.Instant? { time.withLock { $0 } }

    func clear() {
        time.withLock { $0 = nil }
    }

    func note() {
        time.withLock { $0 = $0 ?? .now }
    }
}

/// A token endpoint that answers when it is told to.
private actor HeldEndpoint: TokenEndpoint {
    private var count = 0
    private var held: CheckedContinuation<Void, Never>?

    func exchange(_ exchange: TokenExchange) async -> ExchangeOutcome {
        count += 1
        let number = count
        await withCheckedContinuation { held = $0 }
        return .granted(
            IssuedTokens(
                access: Secret(MeasuredService.token("access-\(number)-")),
                refresh: Secret(MeasuredService.token("refresh-\(number)-")), lifetime: .hours(1)))
    }

    /// Answers the request that is held.
    func release() {
        held?.resume()
        held = nil
    }

    func shutdown() async {
        release()
    }
}
