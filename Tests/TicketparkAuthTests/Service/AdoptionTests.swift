// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// Tokens that are handed over.
@Suite(.timeLimit(.minutes(1))) struct AdoptionTests {
    @Test func `a refresh token alone will do`() async throws {
        try await SandboxWorld.run { world in
            let tokens = try await world.issueElsewhere()
            try await world.withService { service in
                let session = try service.session("box-office")
                try await session.adopt(refreshToken: tokens.refresh?.reveal())
                let token = try await session.accessToken()
                #expect(token.secret != tokens.access)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `an access token alone serves callers, and its end is announced`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            let tokens = try await world.issueElsewhere()
            try await world.withService { service in
                let session = try service.session("box-office")
                try await session.adopt(
                    refreshToken: nil, accessToken: (tokens.access.reveal(), .seconds(600)))
                #expect(try await session.accessToken().secret == tokens.access)
                #expect(await session.health == .degraded(.noRefreshToken, secondsLeft: 595))
                clock.advance(by: .seconds(595))
                try await session.wait { $0.kind == .failed }
                #expect(await session.health == .needsSignIn(.noRefreshToken))
            }
        }
    }

    @Test func `both together are used as if they had been issued here`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            let tokens = try await world.issueElsewhere()
            try await world.withService { service in
                let session = try service.session("box-office")
                try await session.adopt(
                    refreshToken: tokens.refresh?.reveal(), accessToken: (tokens.access.reveal(), .seconds(600)))
                let adopted = try await session.accessToken()
                #expect(adopted.secret == tokens.access)
                #expect(await session.health == .usable)
                // The same ones again change nothing.
                try await session.adopt(refreshToken: tokens.refresh?.reveal())
                #expect(try await session.accessToken() == adopted)
                clock.advance(by: RenewalTests.renewal)
                _ = try await session.renewal(of: adopted)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `a refresh token that this session spent is refused, with the event that shows it`() async throws {
        try await SandboxWorld.run { world in
            let tokens = try await world.issueElsewhere()
            try await world.withService { service in
                let session = try service.session("box-office")
                try await session.adopt(refreshToken: tokens.refresh?.reveal())
                let token = try await session.accessToken()
                let error = try await tokenError { try await session.adopt(refreshToken: tokens.refresh?.reveal()) }
                let grant = try #require(try world.events().last { $0.event?.kind == .grantIssued })
                #expect(error == .adoptionRefused(spentAt: grant.seq))
                #expect(try await session.accessToken() == token)
            }
        }
    }

    @Test func `a refused adoption does not hide what another process did before`() async throws {
        try await SandboxWorld.run { world in
            let tokens = try await world.issueElsewhere()
            try await world.withService { first in
                try await world.withService { second in
                    let here = try first.session("box-office")
                    let there = try second.session("box-office")
                    try await here.adopt(refreshToken: tokens.refresh?.reveal())
                    _ = try await here.accessToken()
                    _ = try await there.accessToken()
                    let other = try first.session("other")
                    try await there.signOut()
                    // Of another session, so that nothing of the first one is looked at on the way.
                    _ = await other.health
                    let error = try await tokenError { try await here.adopt(refreshToken: tokens.refresh?.reveal()) }
                    #expect(error != nil)
                    #expect(await here.health == .needsSignIn(.notSignedIn))
                }
            }
        }
    }

    @Test(arguments: [nil, ("expired", Duration.zero)] as [(token: String, lifetime: Duration)?])
    func `what can be used no more is refused`(_ access: (token: String, lifetime: Duration)?) async throws {
        try await SandboxWorld.run { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                let error = try await tokenError { try await session.adopt(refreshToken: nil, accessToken: access) }
                #expect(error == .nothingToAdopt)
                #expect(await session.health == .needsSignIn(.notSignedIn))
            }
        }
    }

    @Test func `an adoption takes the place of a sign-in that is on its way`() async throws {
        try await SandboxWorld.run { world in
            let tokens = try await world.issueElsewhere()
            try await world.withService { service in
                let session = try service.session("box-office")
                world.sandbox.inject(.held, into: .password)
                let signIn = Task { try await world.signIn(session) }
                await world.sandbox.waitForHeldAnswers()
                let caller = Task { try await session.accessToken() }
                try await session.adopt(
                    refreshToken: tokens.refresh?.reveal(), accessToken: (tokens.access.reveal(), .seconds(600)))
                #expect(try await tokenError { try await signIn.value } == .superseded)
                #expect(try await caller.value.secret == tokens.access)
                world.sandbox.releaseHeldAnswers()
            }
        }
    }
}
