// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// A server that ends the family of a refresh token that comes twice, and more than one process that shares a session:
/// who spends one token for another loses everything for both.
@Suite(.timeLimit(.minutes(2))) struct SharedFamilyTests {
    private func server() throws -> OtherServer {
        try #require(OtherServer.all.first { $0.preset == .rfc9700 })
    }

    @Test func `two services on one log spend each refresh token once`() async throws {
        try await OtherServerBench.run(try server()) { bench in
            try await bench.withSession { here in
                try await bench.withSession { there in
                    try await bench.signIn(here)
                    for round in 1...20 {
                        let old = try await here.accessToken()
                        #expect(try await there.accessToken() == old)
                        // Both hear of the refusal at once, from callers of their own.
                        async let first = here.refreshed(after: old)
                        async let second = there.refreshed(after: old)
                        #expect(try await first == (try await second))
                        #expect(bench.sandbox.counts.refreshesGranted == round)
                    }
                }
            }
            #expect(bench.sandbox.counts.refreshes == 20)
            #expect(bench.sandbox.counts.refreshTokensReceivedAgain == 0)
            #expect(try bench.answers() == Array(repeating: .granted, count: 21))
        }
    }

    @Test func `an answer that one of them lost is asked for again by neither`() async throws {
        try await OtherServerBench.run(try server()) { bench in
            try await bench.withSession { here in
                try await bench.withSession { there in
                    try await bench.signIn(here)
                    let old = try await there.accessToken()
                    bench.sandbox.inject(.dropAfterRotating, into: .refresh)
                    async let first = here.refreshError(after: old)
                    async let second = there.refreshError(after: old)
                    #expect(try await first == .needsSignIn(.refreshTokenLost))
                    #expect(try await second == .needsSignIn(.refreshTokenLost))
                    #expect(bench.sandbox.counts.refreshes == 1)

                    try await bench.signIn(there)
                    #expect(try await here.accessToken() == (try await there.accessToken()))
                }
            }
            #expect(bench.sandbox.counts.refreshTokensReceivedAgain == 0)
        }
    }

    /// Processes of their own, as a script starts them.
    @Test func `eight processes whose token is refused at once refresh it without ending the family`() async throws {
        try await OtherServerBench.run(try server()) { bench in
            let login = try await bench.auth("login", "--client-auth", "form", input: bench.sandbox.password).result()
            try #require(login.exit == 0, "\(login.error)")
            // Whoever comes with the token that they share is refused, however late, and whoever has another is not.
            bench.sandbox.rejectCurrentAccessTokens()
            let calls = try (1...8).map { _ in try bench.auth("request", "GET", "/events/", "--client-auth", "form") }
            for call in calls {
                let result = try await call.result()
                #expect(result.exit == 0, "\(result.error)")
            }
            #expect(bench.sandbox.counts.refreshesGranted == 1)
            #expect(bench.sandbox.counts.refreshes == 1)
            try await bench.expectSoundLog()
        }
    }
}

extension TokenSession {
    /// The token that takes the place of one that the API refused.
    fileprivate func refreshed(after old: AccessToken) async throws -> AccessToken {
        await reject(old)
        return try await accessToken()
    }

    /// Why none does.
    fileprivate func refreshError(after old: AccessToken) async throws -> TokenError? {
        do {
            _ = try await refreshed(after: old)
            return nil
        } catch let error as TokenError {
            return error
        }
    }
}
