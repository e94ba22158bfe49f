// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// How a session stays signed in, over hours and days of machine time.
@Suite(.timeLimit(.minutes(1))) struct RenewalTests {
    /// No renewal comes later: 0.75 of 600 s, and a twentieth of it as jitter.
    static let renewal = Interval.seconds(480)

    @Test func `a session renews itself, each time with the newest refresh token`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                for _ in 1...5 {
                    let old = try await session.accessToken()
                    clock.advance(by: RenewalTests.renewal)
                    let new = try await session.renewal(of: old)
                    #expect(new.hardStop > old.hardStop)
                }
            }
            #expect(world.sandbox.counts.refreshes == 5)
            #expect(world.sandbox.counts.signIns == 1)
            #expect(world.sandbox.counts.refreshTokensReceivedAgain == 0)
            let journal = world.sandbox.journal
            for (previous, next) in zip(journal, journal.dropFirst()) {
                #expect(next.refreshTokenHash == previous.issuedRefreshTokenHash)
            }
        }
    }

    @Test func `the old token is handed out while a renewal is on its way`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                clock.advance(by: RenewalTests.renewal)
                await world.sandbox.waitForHeldAnswers()
                #expect(try await session.accessToken() == old)
                #expect(await session.health == .usable)
                world.sandbox.releaseHeldAnswers()
                #expect(try await session.renewal(of: old) != old)
            }
        }
    }

    @Test func `on demand, nothing is sent until somebody asks, who still gets the old token`() async throws {
        let clock = HandClock()
        var policy = TokenPolicy.ticketpark
        policy.renewal = .onDemand
        try await SandboxWorld.run(policy: policy, clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                clock.advance(by: RenewalTests.renewal)
                #expect(world.sandbox.counts.refreshes == 0)
                #expect(try await session.accessToken() == old)
                _ = try await session.renewal(of: old)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `on demand, a refresh token that nobody uses is kept alive after a week`() async throws {
        let clock = HandClock()
        var policy = TokenPolicy.ticketpark
        policy.renewal = .onDemand
        try await SandboxWorld.run(policy: policy, clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                clock.advance(by: .seconds(600))
                try await session.wait { $0.kind == .expired }
                clock.advance(by: .days(7))
                let new = try await session.renewal(of: old)
                #expect(new.hardStop > old.hardStop + .days(7))
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `a session that was only looked at renews itself too`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { _ in }
            try await world.withService { service in
                let session = try service.session("box-office")
                #expect(await session.health == .usable)
                clock.advance(by: RenewalTests.renewal)
                try await session.wait { $0.attempts.last.number == 2 && $0.kind == .valid }
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `a lifetime written as a string is read`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            world.sandbox.inject(.expiresIn(.string("300")), into: .password)
            try await world.withSession { session in
                let token = try await session.accessToken()
                #expect(token.hardStop == Instant(milliseconds: clock.wall) + .seconds(295))
            }
            #expect(try world.events().allSatisfy { $0.note == nil })
        }
    }

    @Test func `a missing lifetime counts as ten minutes, and the log says so`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            world.sandbox.inject(.expiresInOmitted, into: .password)
            try await world.withSession { session in
                let token = try await session.accessToken()
                #expect(token.hardStop == Instant(milliseconds: clock.wall) + .seconds(595))
            }
            let grant = try #require(try world.events().first { $0.event?.kind == .grantIssued })
            #expect(grant.note == "expires_in missing or unusable; the default is assumed")
        }
    }

    @Test func `an answer without a refresh token leaves the old one in use`() async throws {
        let clock = HandClock()
        let configuration = SandboxConfiguration(manner: ServerManner(rotation: .omitted))
        try await SandboxWorld.run(configuration, clock: clock) { world in
            try await world.withSession { session in
                for _ in 1...3 {
                    let old = try await session.accessToken()
                    clock.advance(by: RenewalTests.renewal)
                    _ = try await session.renewal(of: old)
                }
            }
            let spent = world.sandbox.journal.compactMap(\.refreshTokenHash)
            #expect(spent.count == 3)
            #expect(Set(spent).count == 1)
        }
    }
}
