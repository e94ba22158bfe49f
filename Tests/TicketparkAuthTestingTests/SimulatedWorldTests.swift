// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

/// The world that users test in: the real service in virtual time.
@Suite struct SimulatedWorldTests {
    @Test func `twelve hours of a session pass in virtual time, renewed before each token ends`() async throws {
        let world = SimulatedWorld(seed: 1)
        try await world.run(for: .hours(12)) { session in
            while !Task.isCancelled {
                let token = try await session.accessToken()
                #expect(world.server.accepts(token))
                try? await world.clock.sleep(for: .seconds(30))
            }
        }
        #expect(world.history.invariantViolations.isEmpty)
        #expect(world.server.signInCount == 1)
        // 12 hours of tokens of 600 s, each renewed after 70 to 80 % of its life.
        #expect((90...103).contains(world.server.refreshCount))
    }

    @Test func `a lost refresh answer leaves the callers served until the old token ends, then needs a sign-in`()
        async throws
    {
        let world = SimulatedWorld(seed: 42)
        world.server.loseAnswer(ofRefresh: 3)
        try await world.run(for: .hours(12)) { session in
            var healths: Set<SessionHealth.Kind> = []
            while !(await session.health.needsSignIn) {
                if await session.health != .usable { healths.insert(.degraded) }
                let token = try await session.accessToken()
                #expect(world.server.accepts(token))
                try await world.clock.sleep(for: .seconds(1))
            }
            #expect(healths == [.degraded])
            await #expect(throws: TokenError.needsSignIn(.refreshTokenLost)) { try await session.accessToken() }
            try await session.signIn(username: "box-office", password: "correct horse")
            #expect(await session.health == .usable)
        }
        #expect(world.history.invariantViolations.isEmpty)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the same seed gives the same history`(seed: UInt64) async throws {
        func chain() async throws -> [UInt8] {
            let world = SimulatedWorld(seed: seed)
            world.server.fail(refresh: 2, .answerLate(.seconds(90)))
            world.server.fail(refresh: 4, .overloaded(retryAfter: .seconds(7)))
            try await world.run(for: .hours(2)) { session in
                try await withThrowingTaskGroup { group in
                    for second in 1...5 {
                        group.addTask {
                            while !Task.isCancelled {
                                _ = try await session.accessToken()
                                try? await world.clock.sleep(for: .seconds(second * 7))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            return world.history.chain
        }
        #expect(try await chain() == chain())
    }

    @Test func `code that waits for something outside the world is told so`() async throws {
        let world = SimulatedWorld(seed: 7, policy: .quiet)
        await #expect(throws: SimulationError.nothingLeftToHappen) {
            try await world.run(for: .seconds(60)) { session in
                try await session.signOut()
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            }
        }
    }
}

extension SessionHealth {
    /// What a health is, without how long it lasts.
    fileprivate enum Kind: Hashable { case degraded }
}

extension TokenPolicy {
    /// Renews nothing by itself.
    fileprivate static var quiet: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.renewal = .onDemand
        return policy
    }
}
