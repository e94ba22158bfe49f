// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What becomes of access tokens that the API refuses.
@Suite(.timeLimit(.minutes(1))) struct RejectionTests {
    @Test func `the refusal of an older token changes nothing`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                await session.reject(old)
                let current = try await session.accessToken()
                for _ in 1...5 { await session.reject(old) }
                #expect(try await session.accessToken() == current)
                #expect(world.sandbox.counts.refreshes == 1)
            }
            // One that was heeded, and one for all of those that came too late.
            #expect(try world.count(of: .accessRejected) == 2)
        }
    }

    @Test func `two refusals in a row stop the session, which recovers after its cool-down`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                await session.reject(try await session.accessToken())
                let second = try await session.accessToken()
                await session.reject(second)
                let error = try await tokenError { _ = try await session.accessToken() }
                let (until, failure) = try #require(error?.unavailability)
                #expect(failure == .accessRefused)
                #expect(until == Instant(milliseconds: clock.wall) + .seconds(30))
                #expect(world.sandbox.counts.refreshes == 1)
                clock.advance(by: .seconds(30))
                _ = try await session.renewal(of: second)
                #expect(world.sandbox.counts.refreshes == 2)
            }
        }
    }
}
