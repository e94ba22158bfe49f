// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import TicketparkSandbox

/// Every row of the token endpoint's error table, over HTTPS.
@Suite(.timeLimit(.minutes(1)))
struct TokenDenialTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let situation: String
        let body: String
        var credentials = TestClient.Credentials.own
        var contentType = "application/x-www-form-urlencoded"
        let answer: String

        var testDescription: String { situation }
    }

    static let grantType =
        #"{"error":"invalid_request","error_description":"Invalid grant_type parameter or parameter missing"}"#
    static let noClient =
        #"{"error":"invalid_client","error_description":"Client id was not found in the headers or body"}"#
    static let invalidClient =
        #"{"error":"invalid_client","error_description":"The client credentials are invalid"}"#
    static let missing =
        #"{"error":"invalid_request","error_description":"Missing parameters. "#
        + #"\"username\" and \"password\" required"}"#
    static let wrong = #"{"error":"invalid_grant","error_description":"Invalid username and password combination"}"#
    static let noToken =
        #"{"error":"invalid_request","error_description":"No \"refresh_token\" parameter found"}"#
    static let badToken = #"{"error":"invalid_grant","error_description":"Invalid refresh token"}"#
    static let scope = #"{"error":"invalid_scope","error_description":"An unsupported scope was requested."}"#
    static let user = "grant_type=password&username=box-office%40sandbox.example"

    static let rows = [
        Row(situation: "an empty body", body: "", answer: grantType),
        Row(situation: "an unknown grant type", body: "grant_type=magic", answer: grantType),
        Row(situation: "the grant type before the client", body: "", credentials: .none, answer: grantType),
        Row(
            situation: "JSON instead of a form", body: #"{"grant_type":"password"}"#,
            contentType: "application/json", answer: grantType),
        Row(situation: "no client", body: "grant_type=password", credentials: .none, answer: noClient),
        Row(
            situation: "an unknown client", body: "grant_type=password", credentials: .other("42_x", "y"),
            answer: invalidClient),
        Row(
            situation: "a client key without its number", body: "grant_type=password",
            credentials: .other("x", "y"), answer: invalidClient),
        Row(
            situation: "a wrong secret", body: "grant_type=password",
            credentials: .other(SandboxConfiguration().clientKey, "y"), answer: invalidClient),
        Row(
            situation: "a client in the body without a secret",
            body: "grant_type=password&client_id=\(SandboxConfiguration().clientKey)", credentials: .none,
            answer: invalidClient),
        Row(
            situation: "a grant type that the client may not use", body: "grant_type=client_credentials",
            answer: #"{"error":"unauthorized_client","#
                + #""error_description":"The grant type is unauthorized for this client_id"}"#),
        Row(situation: "no password", body: user, answer: missing),
        Row(situation: "an empty password", body: user + "&password=", answer: missing),
        Row(situation: "the password 0", body: user + "&password=0", answer: missing),
        Row(situation: "a password that is an array", body: user + "&password[]=x", answer: missing),
        Row(situation: "a wrong password", body: user + "&password=x", answer: wrong),
        Row(situation: "a plus that should be a space", body: user + "&password=pa+ss%2Bw", answer: wrong),
        Row(situation: "an unknown user", body: "grant_type=password&username=x&password=y", answer: wrong),
        Row(situation: "no refresh token", body: "grant_type=refresh_token", answer: noToken),
        Row(situation: "an empty refresh token", body: "grant_type=refresh_token&refresh_token=", answer: noToken),
        Row(
            situation: "an unknown refresh token", body: "grant_type=refresh_token&refresh_token=x",
            answer: badToken),
        Row(
            situation: "a scope", body: user + "&password=pa+ss%2Bw%2520rd%26%C3%BC%3D1&scope=all", answer: scope),
    ]

    @Test(arguments: rows)
    func `the server says no in its own words`(row: Row) async throws {
        try await withSandbox { sandbox, client in
            let answer = try await client.token(row.body, as: row.credentials, contentType: row.contentType)
            #expect(answer.status == 400)
            #expect(answer.text == row.answer)
            #expect(answer.headers["Content-Type"] == ["application/json"])
            #expect(answer.headers["Cache-Control"] == ["no-store"])
            #expect(answer.headers["Pragma"] == ["no-cache"])
            #expect(answer.headers["WWW-Authenticate"] == [])
            #expect(sandbox.journal.map(\.outcome) == [.denied])
            #expect(sandbox.counts.signInsGranted + sandbox.counts.refreshesGranted == 0)
        }
    }

    @Test func `a refresh token of another client is unknown`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.addClient(key: "7_other", secret: "secret")
            let token = try await client.signIn().refreshToken
            let body = "grant_type=refresh_token&refresh_token=\(token)"
            #expect(try await client.token(body, as: .other("7_other", "secret")).text == Self.badToken)
            #expect(try await client.refresh(token).status == 200)
        }
    }

    @Test func `an expired refresh token says so until it is cleaned away`() async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().refreshToken
            sandbox.expireAllRefreshTokens()
            let expired = #"{"error":"invalid_grant","error_description":"Refresh token has expired"}"#
            #expect(try await client.refresh(token).text == expired)
            sandbox.dropExpiredTokens()
            #expect(try await client.refresh(token).text == Self.badToken)
        }
    }

    @Test(arguments: ["client_credentials", "authorization_code", "urn:example:grant"])
    func `a grant type that nobody implements has no description`(grantType: String) async throws {
        try await withSandbox { sandbox, client in
            sandbox.allowGrantTypes([grantType])
            let answer = try await client.token("grant_type=\(client.encoded(grantType))")
            #expect(answer.text == #"{"error":"unsupported_grant_type","error_description":null}"#)
        }
    }

    @Test func `a client without the refresh grant still gets refresh tokens, and cannot use them`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.allowGrantTypes(["password"])
            let token = try await client.signIn().refreshToken
            #expect(token.isEmpty == false)
            #expect(try await client.refresh(token).json["error"] == "unauthorized_client")
        }
    }
}
