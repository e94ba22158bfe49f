// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// Refreshes whose answers are lost, late, or no answers at all.
@Suite(.timeLimit(.minutes(1))) struct LostAnswerTests {
    @Test func `after a lost answer callers are served while the old token lasts, then a sign-in is needed`()
        async throws
    {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.dropAfterRotating, into: .refresh)
                clock.advance(by: RenewalTests.renewal)
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                #expect(try await session.accessToken() == old)
                clock.advance(by: .seconds(1))
                // The second try is refused, as the first one spent the token.
                try await session.wait { $0.kind == .valid }
                #expect(try await session.accessToken() == old)
                #expect(await session.health == .degraded(.refreshTokenLost, secondsLeft: 595 - 481))
                clock.advance(by: .seconds(595 - 481))
                try await session.wait { $0.kind == .failed }
                #expect(await session.health == .needsSignIn(.refreshTokenLost))
                let error = try await tokenError { _ = try await session.accessToken() }
                #expect(error == .needsSignIn(.refreshTokenLost))
                #expect(world.sandbox.counts.refreshes == 2)
            }
        }
    }

    @Test func `a refresh token that was revoked is told apart from a lost one`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                world.sandbox.revokeAllRefreshTokens()
                await session.reject(try await session.accessToken())
                let error = try await tokenError { _ = try await session.accessToken() }
                #expect(error == .needsSignIn(.refreshTokenRejected))
            }
        }
    }

    @Test func `an answer that comes after the time limit is taken, as its token is the only live one`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                clock.advance(by: RenewalTests.renewal)
                await world.sandbox.waitForHeldAnswers()
                clock.advance(by: .seconds(61))
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                world.sandbox.releaseHeldAnswers()
                _ = try await session.renewal(of: old)
                #expect(await session.health == .usable)
                #expect(world.sandbox.counts.refreshes == 1)
            }
            let grant = try #require(try world.events().last { $0.event?.kind == .grantIssued })
            #expect(grant.transition?.disposition == .taken)
        }
    }

    @Test func `a page of a captive portal signs nobody out`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.html(status: 200), into: .refresh)
                world.sandbox.inject(.emptyForbidden, into: .refresh)
                clock.advance(by: RenewalTests.renewal)
                for count in 1...2 {
                    try await session.wait { state in
                        guard let request = state.request, case .backingOff = request.phase else { return false }
                        return request.current.number == UInt32(count)
                    }
                    #expect(try await session.accessToken() == old)
                    clock.advance(by: .seconds(2))
                }
                _ = try await session.renewal(of: old)
                #expect(world.sandbox.counts.refreshes == 3)
            }
        }
    }

    @Test func `a client that was turned off recovers by itself`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.setClientDisabled(true)
                await session.reject(old)
                let error = try await tokenError { _ = try await session.accessToken() }
                let (until, failure) = try #require(error?.unavailability)
                #expect(failure == .clientRejected)
                #expect(until == Instant(milliseconds: clock.wall) + .seconds(30))
                #expect(await session.health == .degraded(.clientRejected, secondsLeft: 0))
                world.sandbox.setClientDisabled(false)
                clock.advance(by: .seconds(30))
                #expect(try await session.renewal(of: old) != old)
            }
        }
    }

    @Test func `where a second use would revoke the family, no refresh token is sent twice`() async throws {
        let clock = HandClock()
        var policy = TokenPolicy.ticketpark
        policy.refreshTokenReuse = .revokesFamily
        let configuration = SandboxConfiguration(manner: ServerManner(rotation: .revokingFamily))
        try await SandboxWorld.run(configuration, policy: policy, clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.dropAfterRotating, into: .refresh)
                clock.advance(by: RenewalTests.renewal)
                try await session.wait { $0.attempts.last.number == 2 && $0.kind == .valid }
                #expect(await session.health == .degraded(.refreshTokenLost, secondsLeft: 595 - 480))
                #expect(try await session.accessToken() == old)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }
}
