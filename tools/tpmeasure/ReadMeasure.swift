// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TicketparkAuth
import TokenMachine

/// How long it takes to read a usable token.
struct ReadMeasure {
    let folder: String
    /// How many tasks read the same session at the same time.
    let threads: Int
    /// How often each of them reads in a round.
    let reads: Int

    private static let rounds = 100

    func figures() async throws -> [(name: String, value: Double)] {
        let endpoint = InProcessEndpoint(latency: .zero, lifetime: .hours(1))
        let service = try MeasuredService.open(folder, endpoint: endpoint)
        let session = try service.session("box-office")
        // As long as the token that Go holds.
        try await session.adopt(
            refreshToken: MeasuredService.token("refresh-"),
            accessToken: (MeasuredService.token("access-", length: 840), .seconds(3600)))
        var walls: [Double] = []
        var processors: [Double] = []
        var allocations: [Double] = []
        _ = try await round(session)
        for _ in 0..<ReadMeasure.rounds {
            let round = try await round(session)
            walls.append(round.wall / Double(reads * threads))
            processors.append(round.processor / Double(reads * threads))
            allocations.append(Double(round.allocations))
        }
        try await service.shutDown()
        guard endpoint.requestCount == 0 else { throw MeasureFailure("the token was renewed meanwhile") }
        return [("wall", Quantile.of(walls, 0.25)), ("processor", Quantile.of(processors, 0.25))]
            + allocations.map { ("allocations", $0) }
    }

    private func round(
        _ session: TokenSession
    ) async throws -> (wall: Double, processor: Double, allocations: Int) {
        let processorStart = Processor.nanoseconds
        let start = ContinuousClock.now
        let reads = reads
        let allocations = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<threads {
                group.addTask {
                    // A task that never waits stays in its thread.
                    let before = try Allocations.count()
                    for _ in 0..<reads {
                        guard try await session.accessToken().ref.rawValue != 0 else {
                            throw MeasureFailure("there is no token")
                        }
                    }
                    return try Allocations.count() - before
                }
            }
            return try await group.reduce(0, +)
        }
        return (
            (ContinuousClock.now - start) / .nanoseconds(1), Double(Processor.nanoseconds - processorStart), allocations
        )
    }
}
