// SPDX-License-Identifier: Apache-2.0

import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

/// What a service does while there is nothing to do. The world has one thread, and counts what runs on it: what does not
/// run reads no log.
@Suite struct IdlenessTests {
    /// Renewed when it is asked for.
    private static var onDemand: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.renewal = .onDemand
        return policy
    }

    @Test func `a service whose session renews itself wakes when a renewal is due and when its request would be late`()
        async throws
    {
        let world = SimulatedWorld(seed: 1)
        try await world.run(for: .hours(13)) { _ in
            // While somebody waits for the sign-in, the log is looked at.
            let before = world.wakeCount(ofService: 0)
            try await world.clock.sleep(for: .seconds(12 * 3600))
            #expect(world.server.refreshCount >= 90)
            // One for the sign-in's own time limit, 60 s after it was sent.
            #expect(world.wakeCount(ofService: 0) - before == 2 * world.server.refreshCount + 1)
        }
        #expect(world.history.invariantViolations.isEmpty)
    }

    @Test func `a service whose session is asked for nothing wakes at the end of its token, and then not for days`()
        async throws
    {
        let world = SimulatedWorld(seed: 2, policy: Self.onDemand)
        try await world.run(for: .days(8)) { session in
            let signedIn = world.wakeCount(ofService: 0)
            try await world.clock.sleep(for: .seconds(3600))
            // At the time limit of the sign-in, and at the end of the token.
            #expect(world.wakeCount(ofService: 0) - signedIn == 2)
            let start = world.jobCount
            try await world.clock.sleep(for: .seconds(1))
            let inOneSecond = world.jobCount - start
            try await world.clock.sleep(for: .seconds(6 * 24 * 3600))
            // No more than it takes to sleep and to wake up.
            #expect(world.jobCount - start == 2 * inOneSecond)
            #expect(world.wakeCount(ofService: 0) - signedIn == 2)
            #expect(world.server.refreshCount == 0)
            // The refresh token is kept alive in time.
            try await world.clock.sleep(for: .seconds(24 * 3600))
            #expect(world.server.refreshCount == 1)
            _ = try await session.accessToken()
        }
    }

    @Test func `reads of a usable token wake nobody`() async throws {
        let world = SimulatedWorld(seed: 3, policy: Self.onDemand)
        try await world.run(for: .hours(1)) { session in
            _ = try await session.accessToken()
            let before = world.jobCount
            for _ in 1...1000 { _ = try await session.accessToken() }
            #expect(world.jobCount == before)
        }
    }

    @Test func `what a sibling does all day wakes nobody who waits for nothing`() async throws {
        let world = SimulatedWorld(seed: 4, policy: Self.onDemand)
        try await world.run(for: .hours(13), services: 2) { services in
            let idle = try services[0].session("idle")
            let busy = try services[1].session("busy")
            for session in [idle, busy] {
                try await session.signIn(username: "box-office", password: "correct horse")
            }
            try await world.clock.sleep(for: .seconds(3600))
            let before = world.wakeCount(ofService: 0)
            for _ in 1...100 {
                await busy.reject(try await busy.accessToken())
                try await world.clock.sleep(for: .seconds(300))
            }
            #expect(world.server.refreshCount >= 100)
            #expect(world.wakeCount(ofService: 0) == before)
            _ = try await idle.accessToken()
        }
        #expect(world.history.invariantViolations.isEmpty)
    }

    @Test func `the log is looked at while callers wait, and no longer`() async throws {
        let world = SimulatedWorld(seed: 5)
        world.server.fail(refresh: 1, .answerLate(.seconds(5)))
        try await world.run(for: .hours(1)) { session in
            await session.reject(try await session.accessToken())
            let before = world.wakeCount(ofService: 0)
            _ = try await session.accessToken()
            // Every 10 ms for a little more than 5 s.
            #expect((500...510).contains(world.wakeCount(ofService: 0) - before))
            let after = world.wakeCount(ofService: 0)
            try await world.clock.sleep(for: .seconds(300))
            // The look that was due when the answer came.
            #expect(world.wakeCount(ofService: 0) <= after + 1)
        }
    }
}
