// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import TicketparkSandbox

/// The token endpoint over HTTPS, without faults.
@Suite(.timeLimit(.minutes(1)))
struct TokenEndpointTests {
    @Test func `a sign-in is answered with tokens, in the server's words`() async throws {
        try await withSandbox { sandbox, client in
            let answer = try await client.signIn()
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == ["application/json"])
            #expect(answer.headers["Cache-Control"] == ["no-store"])
            #expect(answer.headers["Pragma"] == ["no-cache"])
            #expect(answer.accessToken.wholeMatch(of: /[MNOYZ][A-Za-z0-9]{85}/) != nil)
            #expect(answer.refreshToken.wholeMatch(of: /[MNOYZ][A-Za-z0-9]{85}/) != nil)
            let expected =
                #"{"access_token":"\#(answer.accessToken)","expires_in":600,"token_type":"bearer","#
                + #""scope":null,"refresh_token":"\#(answer.refreshToken)"}"#
            #expect(answer.text == expected)
            #expect(sandbox.counts.signInsGranted == 1)
        }
    }

    @Test func `a refresh replaces the refresh token, and the old access token stays good`() async throws {
        try await withSandbox { sandbox, client in
            let first = try await client.signIn()
            let second = try await client.refresh(first.refreshToken)
            #expect(second.status == 200)
            #expect(second.refreshToken != first.refreshToken)
            #expect(try await client.events(first.accessToken).status == 200)
            #expect(try await client.events(second.accessToken).status == 200)

            let again = try await client.refresh(first.refreshToken)
            #expect(again.status == 400)
            #expect(again.text == #"{"error":"invalid_grant","error_description":"Invalid refresh token"}"#)
            #expect(try await client.refresh(second.refreshToken).status == 200)
            #expect(sandbox.counts.refreshes == 3)
            #expect(sandbox.counts.refreshesGranted == 2)
            #expect(sandbox.counts.refreshTokensReceivedAgain == 1)
        }
    }

    @Test func `by option a spent refresh token that comes again ends its family`() async throws {
        try await withSandbox(SandboxConfiguration(manner: ServerManner(rotation: .revokingFamily))) { _, client in
            let first = try await client.signIn()
            let stranger = try await client.signIn()
            let second = try await client.refresh(first.refreshToken)
            #expect(try await client.refresh(first.refreshToken).status == 400)
            let third = try await client.refresh(second.refreshToken)
            #expect(third.text == #"{"error":"invalid_grant","error_description":"Invalid refresh token"}"#)
            #expect(try await client.refresh(stranger.refreshToken).status == 200)
        }
    }

    @Test func `without rotation the refresh token comes back as it is`() async throws {
        try await withSandbox(SandboxConfiguration(manner: ServerManner(rotation: .repeated))) { sandbox, client in
            let first = try await client.signIn()
            let second = try await client.refresh(first.refreshToken)
            #expect(second.refreshToken == first.refreshToken)
            #expect(second.accessToken != first.accessToken)
            #expect(try await client.refresh(first.refreshToken).status == 200)
            #expect(sandbox.counts.refreshesGranted == 2)
        }
    }

    @Test func `lifetimes are those of the configuration`() async throws {
        try await withSandbox(SandboxConfiguration(accessTokenLifetime: .seconds(2))) { _, client in
            let answer = try await client.signIn()
            #expect(answer.json["expires_in"] == 2)
        }
    }

    @Test func `credentials in a query work, as they do with the server`() async throws {
        try await withSandbox { sandbox, client in
            let query =
                "grant_type=password&client_id=\(sandbox.clientKey)&client_secret=\(sandbox.clientSecret)"
                + "&username=\(client.encoded(sandbox.username))&password=\(client.encoded(sandbox.password))"
            let answer = try await client.call("GET", "/oauth/v2/token?\(query)")
            #expect(answer.status == 200)
        }
    }

    @Test func `other methods are refused by the framework, not by OAuth`() async throws {
        try await withSandbox { _, client in
            let answer = try await client.call("PUT", "/oauth/v2/token")
            #expect(answer.status == 405)
            #expect(answer.headers["Allow"] == ["GET, POST"])
            #expect(answer.headers["Content-Type"] == ["text/html; charset=UTF-8"])
        }
    }
}
