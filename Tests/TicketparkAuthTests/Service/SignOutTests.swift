// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What is left after a sign-out: nothing here, and with burn nothing at the server.
@Suite(.timeLimit(.minutes(1))) struct SignOutTests {
    @Test func `callers that wait are told, and the vault is empty`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                await session.reject(old)
                let caller = Task { try await session.accessToken() }
                await world.sandbox.waitForHeldAnswers()
                try await world.waitForCaller(of: session)
                try await session.signOut()
                #expect(try await tokenError { _ = try await caller.value } == .needsSignIn(.notSignedIn))
                // The refresh that was on its way brings tokens that nobody wants any more.
                world.sandbox.releaseHeldAnswers()
                try await world.waitForEvent {
                    $0.event?.kind == .grantIssued && $0.transition?.effects.send == nil
                        && $0.transition?.disposition != .taken
                }
                #expect(await session.health == .needsSignIn(.notSignedIn))
            }
            let log = try world.openLog()
            for event in try world.events() {
                guard let grant = event.event?.grant else { continue }
                for ref in [grant.access?.ref, grant.refresh].compactMap({ $0 }) {
                    #expect(try log.secret(ref, of: event.session) == nil)
                }
            }
        }
    }

    @Test func `burning spends the refresh token and drops the answer, even right before a shutdown`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { try await $0.signOut(burn: true) }
            let last = try #require(world.sandbox.journal.last)
            #expect(last.grantType == .refresh)
            #expect(last.outcome == .granted)
            #expect(last.refreshTokenHash == world.sandbox.journal.first?.issuedRefreshTokenHash)
            let events = try world.events()
            #expect(events.contains { $0.kind == .record(.refreshTokenBurned) })
            #expect(events.last?.transition?.state.kind == .unauthenticated)
            #expect(try world.count(of: .grantIssued) == 1)
        }
    }

    @Test func `burning spends the token that another process got last`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { first in
                try await world.withService { second in
                    let here = try first.session("box-office")
                    let there = try second.session("box-office")
                    try await world.signIn(here)
                    let old = try await there.accessToken()
                    await there.reject(old)
                    _ = try await there.accessToken()
                    try await here.signOut(burn: true)
                }
            }
            let journal = world.sandbox.journal
            #expect(journal.map(\.outcome) == [.granted, .granted, .granted])
            #expect(journal.last?.refreshTokenHash == journal.dropLast().last?.issuedRefreshTokenHash)
        }
    }

    @Test func `signing out twice is no error`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                try await session.signOut(burn: true)
                try await session.signOut(burn: true)
            }
            #expect(world.sandbox.counts.refreshes == 1)
        }
    }
}
