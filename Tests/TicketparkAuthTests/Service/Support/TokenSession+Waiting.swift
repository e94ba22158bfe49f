// SPDX-License-Identifier: Apache-2.0

import TicketparkAuth
import TokenMachine

extension TokenSession {
    /// Returns the first state from now on, the present one included, for which `isMet` holds.
    @discardableResult
    func wait(until isMet: (TokenState) -> Bool) async throws -> TokenState {
        for await change in changes where isMet(change.state) { return change.state }
        throw Unexpected(outcome: "the session ended before it came to the state that was waited for")
    }

    /// Waits until the session holds another access token than `old`, and returns it.
    func renewal(of old: AccessToken) async throws -> AccessToken {
        try await wait { $0.kind == .valid && $0.access?.ref != old.ref }
        return try await accessToken()
    }
}

/// The error that `body` throws; `nil` where it throws none.
func tokenError(_ body: () async throws -> Void) async throws -> TokenError? {
    do {
        try await body()
        return nil
    } catch let error as TokenError {
        return error
    }
}

extension TokenError {
    /// Until when no token can be had, and why, where that is what it says.
    var unavailability: (until: Instant, failure: Failure)? {
        guard case .unavailable(let until, let failure) = self else { return nil }
        return (until, failure)
    }
}
