// SPDX-License-Identifier: Apache-2.0

import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

extension SimulatedWorld {
    /// Runs `body` for up to three hours with a session that is signed in, and holds its log to all promises.
    func runHoldingPromises(_ body: @escaping @Sendable (TokenSession) async throws -> Void) async throws {
        try await run(for: .hours(3), body)
        #expect(history.invariantViolations == [])
    }
}
