// SPDX-License-Identifier: Apache-2.0

// An example of TicketparkAuthTesting's documentation, word for word: a test holds one against the other.

import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

struct CheckoutTests {
    @Test func `a lost refresh costs no sale when the owner signs in while the old token lasts`() async throws {
        let world = SimulatedWorld(seed: 42)
        world.server.loseAnswer(ofRefresh: 3)
        try await world.run(for: .hours(2)) { session in
            let checkout = Checkout(session: session, clock: world.clock) { token in
                #expect(world.server.accepts(token))
            }
            async let _ = checkout.watch { secondsLeft in
                #expect(secondsLeft > 60)
                // Owners need a minute to find the password.
                try await world.clock.sleep(for: .seconds(60))
                try await session.signIn(username: "box-office", password: "correct horse")
            }
            for _ in 1...100 {
                try await checkout.sell()
                try await world.clock.sleep(for: .seconds(60))
            }
        }
        #expect(world.server.signInCount == 2)
        #expect(world.history.invariantViolations.isEmpty)
    }

    @Test func `without its owner it sells until the old token ends, and again after the next sign-in`() async throws {
        let world = SimulatedWorld(seed: 42)
        world.server.loseAnswer(ofRefresh: 3)
        try await world.run(for: .hours(2)) { session in
            let checkout = Checkout(session: session, clock: world.clock) { token in
                #expect(world.server.accepts(token))
            }
            var salesAfterTheLoss = 0
            await #expect(throws: TokenError.needsSignIn(.refreshTokenLost)) {
                while true {
                    try await checkout.sell()
                    if case .degraded = await session.health { salesAfterTheLoss += 1 }
                    try await world.clock.sleep(for: .seconds(60))
                }
            }
            #expect(salesAfterTheLoss >= 2)
            try await session.signIn(username: "box-office", password: "correct horse")
            try await checkout.sell()
        }
        #expect(world.server.refreshCount == 4)
        #expect(world.history.invariantViolations.isEmpty)
    }
}
