// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// Two services on one log, as in two processes: they share its sessions.
@Suite(.timeLimit(.minutes(1))) struct SharedLogTests {
    @Test func `one refreshes, and the callers of both get its token`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSessions { here, there in
                try await world.signIn(here)
                let old = try await here.accessToken()
                #expect(try await there.accessToken() == old)
                world.sandbox.inject(.held, into: .refresh)
                await here.reject(old)
                let callers = [here, there].map { session in Task { try await session.accessToken() } }
                await world.sandbox.waitForHeldAnswers()
                world.sandbox.releaseHeldAnswers()
                let tokens = [try await callers[0].value, try await callers[1].value]
                #expect(tokens[0] == tokens[1])
                #expect(tokens[0] != old)
                #expect(world.sandbox.counts.refreshes == 1)
                // Who was late to notice reports a token that is older.
                await there.reject(old)
                #expect(try await there.accessToken() == tokens[0])
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }

    @Test func `renewals by themselves are made once, not once by each`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSessions { here, there in
                try await world.signIn(here)
                for count in 1...5 {
                    let old = try await here.accessToken()
                    #expect(try await there.accessToken() == old)
                    clock.advance(by: RenewalTests.renewal)
                    // Who did it and who looks at it is left to chance.
                    try await world.waitForEvent { event in
                        event.event?.kind == .grantIssued
                            && event.transition?.state.attempts.last.number == UInt64(count + 1)
                    }
                    let new = try await here.accessToken()
                    #expect(new != old)
                    #expect(try await there.accessToken() == new)
                    #expect(world.sandbox.counts.refreshes == count)
                }
            }
        }
    }

    @Test func `a sign-out by one is seen at the next read of the other`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSessions { here, there in
                try await world.signIn(here)
                _ = try await there.accessToken()
                try await here.signOut()
                let error = try await tokenError { _ = try await there.accessToken() }
                #expect(error == .needsSignIn(.notSignedIn))
                #expect(await there.health == .needsSignIn(.notSignedIn))
                try await world.signIn(there)
                #expect(try await here.accessToken() == (try await there.accessToken()))
            }
        }
    }

    @Test func `one that shuts down in the middle of the other's request leaves it alone`() async throws {
        try await SandboxWorld.run { world in
            let second = try world.startService()
            try await world.withSession { here in
                let there = try second.session("box-office")
                let old = try await there.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                await here.reject(old)
                let caller = Task { try await here.accessToken() }
                await world.sandbox.waitForHeldAnswers()
                let stranded = Task { try await there.accessToken() }
                try await world.waitForCaller(of: here)
                try await second.shutDown()
                #expect(try await tokenError { _ = try await stranded.value } == .shuttingDown)
                world.sandbox.releaseHeldAnswers()
                #expect(try await caller.value != old)
            }
            #expect(world.sandbox.counts.refreshes == 1)
        }
    }

    @Test func `one that shuts down waits for its request, and the other's callers get the token`() async throws {
        try await SandboxWorld.run { world in
            let first = try world.startService()
            try await world.withService { second in
                let here = try first.session("box-office")
                let there = try second.session("box-office")
                try await world.signIn(here)
                let old = try await there.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                await here.reject(old)
                await world.sandbox.waitForHeldAnswers()
                let caller = Task { try await there.accessToken() }
                let shutdown = Task { try await first.shutDown() }
                try await world.waitForCaller(of: there)
                world.sandbox.releaseHeldAnswers()
                try await shutdown.value
                #expect(try await caller.value != old)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }
}

extension SandboxWorld {
    /// Runs `body` with the same session of two services on one log.
    func withSessions(_ body: (TokenSession, TokenSession) async throws -> Void) async throws {
        try await withService { first in
            try await withService { second in
                try await body(try first.session("box-office"), try second.session("box-office"))
            }
        }
    }
}
