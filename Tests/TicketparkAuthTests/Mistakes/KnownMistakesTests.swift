// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkAuthTesting
import TicketparkSandbox
import TokenMachine

@testable import TicketparkAuth

/// Fifteen mistakes of other token clients that cost their users dearly, each of which must be impossible here. In
/// virtual time, against a server that rotates its refresh tokens.
///
/// The fourth, tokens that could not be saved and were used all the same, is what `LogFailureTests` is about.
@Suite(.timeLimit(.minutes(1))) struct KnownMistakesTests {
    private let world = SimulatedWorld(seed: 15)

    private static var familyRevoked: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.refreshTokenReuse = .revokesFamily
        return policy
    }

    @Test func `1: a refresh that timed out is not replayed where that would revoke the family`() async throws {
        let world = SimulatedWorld(seed: 1, policy: Self.familyRevoked)
        world.server.configure { $0.revokesFamilyOnReuse = true }
        world.server.fail(refresh: 1, .answerLate(.seconds(50)))
        try await world.runHoldingPromises { session in
            for _ in 0..<20 {
                _ = try await session.accessToken()
                try await world.clock.sleep(for: .seconds(60))
            }
            // The one long attempt was waited for, and its tokens are in use.
            #expect(await session.health == .usable)
            #expect(world.server.signInCount == 1)
        }
    }

    @Test func `2: a lost answer is told as what it is, and callers are served while the old token lasts`() async throws
    {
        world.server.loseAnswer(ofRefresh: 1)
        try await world.runHoldingPromises { [world] session in
            let old = try await session.accessToken()
            while world.server.accepts(old), !(await session.health.needsSignIn) {
                try await world.clock.sleep(for: .seconds(1))
            }
            await #expect(throws: TokenError.needsSignIn(.refreshTokenLost)) { try await session.accessToken() }
        }
    }

    @Test func `3: no token is handed out that the log does not have`() async throws {
        let refs = Collected<TokenRef>()
        try await world.runHoldingPromises { [world] session in
            for _ in 0..<60 {
                refs.add(try await session.accessToken().ref)
                try await world.clock.sleep(for: .seconds(90))
            }
        }
        let logged = world.history.events.compactMap { event -> TokenRef? in
            guard case .grantIssued(_, let grant, _)? = event.event?.fact else { return nil }
            return grant.access?.ref
        }
        #expect(refs.all.count > 5)
        #expect(Set(logged).isSuperset(of: refs.all))
    }

    @Test func `5: callers at the same time cause one refresh, and none of them loses good tokens`() async throws {
        try await world.runHoldingPromises { [world] session in
            let old = try await session.accessToken()
            for _ in 0..<10 { await session.reject(old) }
            let tokens = try await withThrowingTaskGroup { group in
                for _ in 0..<100 { group.addTask { try await session.accessToken() } }
                return try await group.reduce(into: Set<AccessToken>()) { $0.insert($1) }
            }
            #expect(tokens.count == 1)
            #expect(!tokens.contains(old))
            #expect(world.server.refreshCount == 1)
        }
    }

    @Test func `6: of processes that share a log, one that fails leaves the other's tokens as they are`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSessions { here, there in
                try await world.signIn(here)
                let old = try await here.accessToken()
                #expect(try await there.accessToken() == old)
                await here.reject(old)
                let new = try await here.accessToken()
                // The other one comes late, with a token that was replaced already.
                await there.reject(old)
                #expect(try await there.accessToken() == new)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `7: a caller that is cancelled takes no session with it`() async throws {
        try await world.runHoldingPromises { [world] session in
            await session.reject(try await session.accessToken())
            await withThrowingTaskGroup { group in
                group.addTask { try await session.accessToken() }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            let next = try await session.accessToken()
            #expect(world.server.accepts(next))
            #expect(world.server.refreshCount == 1)
        }
    }

    @Test func `8: a late answer of an earlier sign-in is not given to who signed in after it`() async throws {
        try await world.runHoldingPromises { [world] session in
            let old = try await session.accessToken()
            world.server.failNext(.answerLate(.seconds(40)))
            await session.reject(old)
            async let late = try? session.accessToken(waitingUpTo: .seconds(300))
            try await world.clock.sleep(for: .seconds(1))
            try await session.signOut()
            try await session.signIn(username: "somebody else", password: "correct horse")
            let mine = try await session.accessToken()
            try await world.clock.sleep(for: .seconds(60))
            #expect(try await session.accessToken() == mine)
            _ = await late
        }
    }
}
