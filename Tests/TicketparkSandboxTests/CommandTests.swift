// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import TicketparkSandbox

/// What a test can do to a running sandbox.
@Suite(.timeLimit(.minutes(1)))
struct CommandTests {
    @Test func `one access token can be rejected, or all`() async throws {
        try await withSandbox { sandbox, client in
            let one = try await client.signIn()
            let two = try await client.signIn()
            sandbox.reject(accessToken: one.accessToken)
            #expect(try await client.events(one.accessToken).status == 401)
            #expect(try await client.events(two.accessToken).status == 200)
            sandbox.rejectCurrentAccessTokens()
            #expect(try await client.events(two.accessToken).status == 401)
            #expect(try await client.refresh(two.refreshToken).status == 200)
        }
    }

    @Test func `revoked refresh tokens are unknown`() async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().refreshToken
            sandbox.revokeAllRefreshTokens()
            #expect(try await client.refresh(token).text == TokenDenialTests.badToken)
        }
    }

    @Test func `a changed password turns away the old one`() async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().refreshToken
            sandbox.changePassword(to: "new")
            #expect(try await client.signIn().text == TokenDenialTests.wrong)
            #expect(try await client.token(TokenDenialTests.user + "&password=new").status == 200)
            #expect(try await client.refresh(token).status == 200)
        }
    }

    @Test func `a disabled client is invalid until it is enabled again`() async throws {
        try await withSandbox { sandbox, client in
            let tokens = try await client.signIn()
            sandbox.setClientDisabled(true)
            #expect(try await client.refresh(tokens.refreshToken).text == TokenDenialTests.invalidClient)
            #expect(try await client.events(tokens.accessToken).status == 200)
            sandbox.setClientDisabled(false)
            #expect(try await client.refresh(tokens.refreshToken).status == 200)
        }
    }

    @Test func `a disabled user still gets tokens`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.setUserDisabled(true)
            let token = try await client.signIn().accessToken
            #expect(try await client.events(token).json["error"] == "access_denied")
        }
    }

    @Test func `the journal names tokens by their hash alone`() async throws {
        try await withSandbox { sandbox, client in
            let first = try await client.signIn()
            let second = try await client.refresh(first.refreshToken)
            let journal = sandbox.journal
            #expect(journal.map(\.number) == [1, 2])
            #expect(journal.map(\.grantType) == [.password, .refresh])
            #expect(journal[1].refreshTokenHash == Sandbox.hash(ofRefreshToken: first.refreshToken))
            #expect(journal[0].issuedRefreshTokenHash == journal[1].refreshTokenHash)
            #expect(journal[1].issuedRefreshTokenHash == Sandbox.hash(ofRefreshToken: second.refreshToken))
            #expect(journal.allSatisfy { $0.connection != nil })
            let text = journal.map(\.json.description).joined()
            for secret in [first.refreshToken, second.refreshToken, first.accessToken, sandbox.password] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test func `counts start anew, but a token that comes again is still noticed`() async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().refreshToken
            _ = try await client.refresh(token)
            sandbox.resetCounts()
            #expect(sandbox.counts == SandboxCounts())
            #expect(sandbox.journal.isEmpty)
            _ = try await client.refresh(token)
            #expect(sandbox.counts.refreshTokensReceivedAgain == 1)
            #expect(sandbox.counts.refreshes == 1)
        }
    }
}
