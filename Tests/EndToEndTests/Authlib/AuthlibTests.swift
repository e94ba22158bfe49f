// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TokenMachine

/// The real service against Authlib's server. What the server itself noted down is what counts.
@Suite(
    .enabled(if: AuthlibServer.python != nil, Comment(rawValue: AuthlibServer.absence)), .timeLimit(.minutes(2)))
struct AuthlibTests {
    @Test func `a sign-in and five rotations, each with the newest refresh token`() async throws {
        try await AuthlibServer.run { server in
            try await server.withSession { session in
                try await server.signIn(session)
                var tokens: Set<AccessToken> = [try await session.accessToken()]
                for _ in 1...5 { tokens.insert(try await session.refreshedToken()) }
                #expect(tokens.count == 6)
            }
            #expect(try server.requests.map(\.result) == Array(repeating: "ok", count: 6))
            #expect(Set(try server.refreshes.map(\.refreshTokenHash)).count == 5)
            // No token request rides on a connection that was used before.
            #expect(Set(try server.requests.map(\.connection)).count == 6)
        }
    }

    @Test func `a wrong password is refused once`() async throws {
        try await AuthlibServer.run { server in
            try await server.withSession { session in
                // Authlib says invalid_request where RFC 6749 section 5.2 has invalid_grant, so the password is not
                // known to be what is wrong.
                await #expect(throws: TokenError.needsSignIn(.clientRejected)) {
                    try await session.signIn(username: AuthlibServer.username, password: "wrong")
                }
            }
            #expect(try server.requests.map(\.error) == ["invalid_request"])
        }
    }

    @Test func `a wrong client secret is told apart from a wrong password`() async throws {
        try await AuthlibServer.run { server in
            try await server.withSession(secret: "wrong") { session in
                await #expect(throws: TokenError.needsSignIn(.clientRejected)) { try await server.signIn(session) }
            }
            #expect(try server.requests.map(\.error) == ["invalid_client"])
            // Authlib answers 401 here where Ticketpark's server answers 400.
            #expect(try server.requests.map(\.status) == [401])
        }
    }

    @Test(arguments: [ClientAuthentication.rawBasic, .formEncodedBasic])
    func `a secret without reserved characters is the same in both encodings`(
        _ authentication: ClientAuthentication
    ) async throws {
        try await AuthlibServer.run { server in
            try await server.withSession(authentication: authentication) { try await server.signIn($0) }
            #expect(try server.requests.map(\.result) == ["ok"])
        }
    }

    @Test func `a secret with reserved characters needs the encoding that the server undoes`() async throws {
        let secret = "s%41&ü:/?"
        try await AuthlibServer.run(["--client-secret", secret]) { server in
            try await server.withSession(secret: secret) { session in
                await #expect(throws: TokenError.needsSignIn(.clientRejected)) { try await server.signIn(session) }
            }
            try await server.withSession(secret: secret, authentication: .formEncodedBasic) {
                try await server.signIn($0)
            }
            // Neither was tried in place of the other.
            #expect(try server.requests.map(\.error) == ["invalid_client", nil])
        }
    }

    @Test func `a client is known by what the body of its requests says`() async throws {
        let secret = "s%41&ü:/?"
        try await AuthlibServer.run(
            ["--client-secret", secret, "--client-auth-method", "client_secret_post"]
        ) { server in
            try await server.withSession(secret: secret, authentication: .requestBody) { session in
                try await server.signIn(session)
                _ = try await session.refreshedToken()
            }
            #expect(try server.requests.map(\.result) == ["ok", "ok"])
        }
    }

    @Test func `a server that does not rotate gets the same refresh token again and again`() async throws {
        try await AuthlibServer.run(["--no-rotate"]) { server in
            try await server.withSession { session in
                try await server.signIn(session)
                for _ in 1...3 { _ = try await session.refreshedToken() }
            }
            #expect(try server.refreshes.map(\.result) == ["ok", "ok", "ok"])
            #expect(Set(try server.refreshes.map(\.refreshTokenHash)).count == 1)
        }
    }

    @Test func `a lifetime written as a string is read`() async throws {
        try await AuthlibServer.run(["--expires-in-as-string"]) { server in
            try await server.withSession { session in
                let before = Instant.wallClock
                try await server.signIn(session)
                let token = try await session.accessToken()
                #expect(token.hardStop >= before + .seconds(595))
                #expect(token.hardStop <= Instant.wallClock + .seconds(595))
            }
        }
    }
}
