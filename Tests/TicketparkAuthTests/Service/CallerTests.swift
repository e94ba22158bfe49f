// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What callers of a session meet that have to wait.
@Suite(.timeLimit(.minutes(1))) struct CallerTests {
    @Test func `a token is handed out to the last millisecond before its hard stop`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: true)
        try await world.withService(endpoint) { service in
            let session = try service.session("office")
            try await session.adopt(refreshToken: nil, accessToken: ("adopted", .seconds(600)))
            // The hard stop is 5 s before its end.
            world.clock.advance(by: .milliseconds(594_999))
            #expect(try await session.accessToken().secret == Secret("adopted"))
            world.clock.advance(by: .milliseconds(1))
            await #expect(throws: TokenError.needsSignIn(.noRefreshToken)) { try await session.accessToken() }
        }
        #expect(endpoint.count == 0)
    }

    @Test func `a cancelled caller leaves at once and disturbs nobody`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                await session.reject(old)
                let leaving = Task { try await session.accessToken() }
                let staying = Task { try await session.accessToken() }
                await world.sandbox.waitForHeldAnswers()
                leaving.cancel()
                await #expect(throws: CancellationError.self) { try await leaving.value }
                world.sandbox.releaseHeldAnswers()
                #expect(try await staying.value != old)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `a cancelled caller leaves at once even where the log is locked`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession(lockSeconds: 90) { session in
                await session.reject(try await session.accessToken())
                let hold = try LogHold(world.logPath)
                let caller = Task { try await session.accessToken() }
                let other = Task { try await session.accessToken() }
                caller.cancel()
                await #expect(throws: CancellationError.self) { try await caller.value }
                try hold.release()
                _ = try await other.value
            }
        }
    }

    @Test func `a caller's time limit ends its wait, and the refresh serves the next`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                await session.reject(old)
                let caller = Task { try await session.accessToken(waitingUpTo: .seconds(5)) }
                await world.sandbox.waitForHeldAnswers()
                // Held before the caller came or after it: its limit counts from its coming.
                try await world.waitForCaller(of: session)
                clock.advance(by: .seconds(6))
                #expect(try await tokenError { _ = try await caller.value } == .timedOut)
                world.sandbox.releaseHeldAnswers()
                #expect(try await session.accessToken() != old)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `a caller that waits is told when the server wants long to be left alone`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.status(503, retryAfter: .seconds(900)), into: .refresh)
                await session.reject(old)
                let error = try await tokenError { _ = try await session.accessToken() }
                let (until, failure) = try #require(error?.unavailability)
                #expect(failure == .unavailable)
                #expect(until == Instant(milliseconds: clock.wall) + .seconds(900))
                clock.advance(by: .seconds(900))
                #expect(try await session.renewal(of: old) != old)
                #expect(world.sandbox.counts.refreshes == 2)
            }
        }
    }

    @Test func `callers of a session that nobody signed in to are told so, with one event for all`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                for _ in 1...3 {
                    let error = try await tokenError { _ = try await session.accessToken() }
                    #expect(error == .needsSignIn(.notSignedIn))
                }
            }
            #expect(try world.count(of: .tokenRequested) == 1)
            #expect(world.sandbox.journal.isEmpty)
        }
    }

    @Test func `callers that come after a time limit of zero still get what is there`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                let token = try await session.accessToken()
                #expect(try await session.accessToken(waitingUpTo: .zero) == token)
                world.sandbox.inject(.held, into: .refresh)
                await session.reject(token)
                let error = try await tokenError { _ = try await session.accessToken(waitingUpTo: .zero) }
                #expect(error == .timedOut)
                await world.sandbox.waitForHeldAnswers()
                world.sandbox.releaseHeldAnswers()
            }
        }
    }
}
