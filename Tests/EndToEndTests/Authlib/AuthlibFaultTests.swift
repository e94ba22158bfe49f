// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TokenMachine

/// The real service against Authlib's server with something wrong between them.
@Suite(
    .enabled(if: AuthlibServer.python != nil, Comment(rawValue: AuthlibServer.absence)), .timeLimit(.minutes(2)))
struct AuthlibFaultTests {
    private static let refreshes = ["--fault-grant", "refresh_token"]

    @Test func `an answer that is lost after the rotation costs the session, and no more than one more try`()
        async throws
    {
        try await AuthlibServer.run(["--drop-after-rotate", "1"]) { server in
            try await server.withSession { session in
                try await server.signIn(session)
                #expect(try await session.refreshError() == .needsSignIn(.refreshTokenLost))
            }
            #expect(try server.refreshes.map(\.error) == [nil, "invalid_grant"])
            #expect(Set(try server.refreshes.map(\.refreshTokenHash)).count == 1)
        }
    }

    @Test func `where a second use ends the family, no refresh token is sent twice`() async throws {
        var policy = AuthlibServer.quickPolicy
        policy.refreshTokenReuse = .revokesFamily
        try await AuthlibServer.run(["--drop-after-rotate", "1", "--revoke-family-on-reuse"]) { server in
            try await server.withSession(policy: policy) { session in
                try await server.signIn(session)
                #expect(try await session.refreshError() == .needsSignIn(.refreshTokenLost))
            }
            #expect(try server.refreshes.map(\.fault) == ["drop-after-rotate"])
        }
    }

    @Test func `a 503 is waited out as long as it asks`() async throws {
        let flags = AuthlibFaultTests.refreshes + ["--status-first", "503", "--retry-after", "1"]
        try await AuthlibServer.run(flags) { server in
            try await server.withSession { session in
                try await server.signIn(session)
                _ = try await session.refreshedToken()
            }
            let refreshes = try server.refreshes
            #expect(refreshes.map(\.status) == [503, 200])
            #expect(refreshes[1].time - refreshes[0].time >= 1)
        }
    }

    @Test func `an HTML page signs nobody out, and is not asked for ever`() async throws {
        try await AuthlibServer.run(AuthlibFaultTests.refreshes + ["--html-error", "502"]) { server in
            try await server.withSession { session in
                try await server.signIn(session)
                let error = try await session.refreshError()
                guard case .unavailable(_, .unavailable) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(await session.health == .degraded(.unavailable, secondsLeft: 0))
            }
            #expect(try server.refreshes.map(\.status) == [502, 502, 502])
        }
    }

    @Test func `an answer that comes after the time limit is taken`() async throws {
        var policy = AuthlibServer.quickPolicy
        policy.requestTimeLimit = .milliseconds(300)
        policy.firstBackOff = .seconds(30)
        try await AuthlibServer.run(AuthlibFaultTests.refreshes + ["--slow", "1"]) { server in
            try await server.withSession(policy: policy) { session in
                try await server.signIn(session)
                _ = try await session.refreshedToken()
                #expect(await session.health == .usable)
            }
            #expect(try server.refreshes.map(\.result) == ["ok"])
        }
    }

    @Test func `an answer without a refresh token where the old one is dead ends in a clear failure`() async throws {
        try await AuthlibServer.run(AuthlibFaultTests.refreshes + ["--omit-refresh-token"]) { server in
            try await server.withSession { session in
                try await server.signIn(session)
                _ = try await session.refreshedToken()
                #expect(try await session.refreshError() == .needsSignIn(.refreshTokenRejected))
            }
            #expect(try server.refreshes.map(\.error) == [nil, "invalid_grant"])
        }
    }
}
