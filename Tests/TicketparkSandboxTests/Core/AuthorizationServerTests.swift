// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TicketparkSandbox

/// The authorization server alone, in virtual time.
struct AuthorizationServerTests {
    static let start = Date(timeIntervalSince1970: 1_000_000.25)

    var server: AuthorizationServer
    let credentials = BasicCredentials(header: "Basic " + Data("1_a:s".utf8).base64EncodedString())

    init() {
        self.init(ServerManner())
    }

    private init(_ manner: ServerManner) {
        server = AuthorizationServer(
            settings: AuthorizationServer.Settings(
                accessTokenLifetime: .seconds(600), refreshTokenLifetime: .seconds(3_600),
                manner: manner),
            generator: TokenGenerator(source: SeededGenerator(state: 1)))
        server.clients["1_a"] = AuthorizationServer.Client(
            secret: "s", grantTypes: ["password", "refresh_token"])
        server.users["u"] = AuthorizationServer.User(password: "p")
    }

    private mutating func signIn(at now: Date = start) throws -> TokenGrant {
        try server.grant(
            FormFields(decoding: "grant_type=password&username=u&password=p"), credentials: credentials, at: now)
    }

    private mutating func refresh(
        _ token: String?, at now: Date = start, through step: RotationStep = .deleteOldRefreshToken
    ) throws -> TokenGrant {
        try server.grant(
            FormFields(decoding: "grant_type=refresh_token&refresh_token=\(token ?? "")"), credentials: credentials,
            at: now, through: step)
    }

    @Test mutating func `an access token is good through the whole of its last second`() throws {
        let header = "Bearer " + (try signIn().accessToken)
        try server.authenticate(header, at: Date(timeIntervalSince1970: 1_000_600.999))
        #expect(throws: BearerChallenge.expiredToken) {
            try server.authenticate(header, at: Date(timeIntervalSince1970: 1_000_601))
        }
    }

    @Test mutating func `a refresh token expires too, and each refresh starts its time anew`() throws {
        let first = try signIn().refreshToken
        let second = try refresh(first, at: Date(timeIntervalSince1970: 1_003_600.5)).refreshToken
        _ = try refresh(second, at: Date(timeIntervalSince1970: 1_007_200.9))
        let third = try signIn().refreshToken
        #expect(throws: TokenDenial.expiredRefreshToken) {
            try refresh(third, at: Date(timeIntervalSince1970: 1_003_601))
        }
    }

    @Test(arguments: [
        (RotationStep.insertAccessToken, 2, true, false), (.insertRefreshToken, 2, true, true),
        (.deleteOldRefreshToken, 2, false, true),
    ])
    mutating func `each step of a rotation leaves what it has written`(
        step: RotationStep, accessTokens: Int, oldLives: Bool, newLives: Bool
    ) throws {
        let old = try signIn().refreshToken
        let new = try refresh(old, through: step).refreshToken
        #expect(server.accessTokens.count == accessTokens)
        #expect((server.refreshTokens[old ?? ""] != nil) == oldLives)
        #expect((server.refreshTokens[new ?? ""] != nil) == newLives)
    }

    @Test mutating func `a spent refresh token harms nobody when it comes again`() throws {
        let first = try signIn().refreshToken
        let second = try refresh(first).refreshToken
        #expect(throws: TokenDenial.invalidRefreshToken) { try refresh(first) }
        _ = try refresh(second)
    }

    @Test func `by option it ends its own family, and no other`() throws {
        var tests = AuthorizationServerTests(ServerManner(rotation: .revokingFamily))
        let first = try tests.signIn()
        let stranger = try tests.signIn()
        let second = try tests.refresh(first.refreshToken)
        #expect(throws: TokenDenial.invalidRefreshToken) { try tests.refresh(first.refreshToken) }
        #expect(throws: TokenDenial.invalidRefreshToken) { try tests.refresh(second.refreshToken) }
        _ = try tests.refresh(stranger.refreshToken)
        try tests.server.authenticate("Bearer " + second.accessToken, at: Self.start)
    }

    @Test func `without rotation the refresh token stays what it is`() throws {
        var tests = AuthorizationServerTests(ServerManner(rotation: .repeated))
        let first = try tests.signIn().refreshToken
        #expect(try tests.refresh(first).refreshToken == first)
        #expect(try tests.refresh(first).refreshToken == first)
    }

    @Test mutating func `a denied request changes nothing`() throws {
        let token = try signIn().refreshToken
        #expect(throws: TokenDenial.unsupportedScope) {
            try server.grant(
                FormFields(decoding: "grant_type=refresh_token&refresh_token=\(token ?? "")&scope=x"),
                credentials: credentials, at: Self.start)
        }
        #expect(server.accessTokens.count == 1)
        _ = try refresh(token)
    }

    @Test(arguments: [
        ("Bearer abc", "abc"), ("Bearer\tabc", "abc"), ("Bearer abc def", "abc"), ("xBearer abc", "abc"),
    ])
    func `what the server's expression finds is the token`(header: String, token: String) {
        #expect(AuthorizationServer.bearerToken(in: header) == token)
    }

    @Test(arguments: ["bearer abc", "BEARER abc", "Bearer  abc", "Bearer", "Bearerabc", "Token abc"])
    func `what it does not find is none`(header: String) {
        #expect(AuthorizationServer.bearerToken(in: header) == nil)
    }

    @Test func `tokens look as the server's do`() {
        var generator = TokenGenerator(source: SeededGenerator(state: 7))
        for _ in 0..<200 {
            #expect(generator.token().wholeMatch(of: /[MNOYZ][A-Za-z0-9]{85}/) != nil)
        }
        #expect(generator.pid().wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
    }
}
