// SPDX-License-Identifier: Apache-2.0

// An example of TicketparkAuthTesting's documentation, word for word: a test holds one against the other.

import TicketparkAuth
import TokenMachine

/// Sells tickets with the tokens of a session.
struct Checkout: Sendable {
    let session: TokenSession
    /// The clock that it waits by: `ContinuousClock()` in the service, the world's clock in a test.
    let clock: any Clock<Duration>
    /// Creates an order at the API.
    let createOrder: @Sendable (AccessToken) async throws -> Void

    /// Sells one ticket. What it throws says that somebody has to sign in, or that the service is shutting down.
    func sell() async throws {
        while true {
            do {
                return try await createOrder(session.accessToken())
            } catch TokenError.unavailable, TokenError.timedOut {
                // The session goes on trying by itself.
                try await clock.sleep(for: .seconds(5))
            }
        }
    }

    /// Tells the owner when only a sign-in helps, and for how many seconds tickets are still sold without one.
    func watch(_ tellOwner: @Sendable (_ secondsLeft: Int) async throws -> Void) async throws {
        for await change in session.changes {
            switch change.health {
            case .degraded(.refreshTokenLost, let secondsLeft), .degraded(.refreshTokenRejected, let secondsLeft):
                try await tellOwner(secondsLeft)
            case .needsSignIn:
                try await tellOwner(0)
            case .usable, .signingIn, .degraded:
                break
            }
        }
    }
}
