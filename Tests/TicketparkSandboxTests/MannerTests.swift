// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import Testing

@testable import TicketparkSandbox

/// The sandbox in other servers' manners, over HTTPS.
@Suite(.timeLimit(.minutes(1))) struct MannerTests {
    private static let secret = "s%41&ü:/?"

    private func configuration(_ change: (inout ServerManner) -> Void) -> SandboxConfiguration {
        var configuration = SandboxConfiguration()
        configuration.clientKey = "a:key"
        configuration.clientSecret = Self.secret
        change(&configuration.manner)
        return configuration
    }

    @Test func `Ticketpark's manner is the one that needs no other`() {
        #expect(ServerManner(.ticketpark) == ServerManner())
        #expect(Set(ServerManner.Preset.allCases.map { ServerManner($0) }).count == 6)
    }

    @Test(arguments: ServerManner.ClientAuthentication.allCases)
    func `clients are known by the one way that is taken and by no other`(
        way: ServerManner.ClientAuthentication
    ) async throws {
        var configuration = configuration { $0.clientAuthentication = [way] }
        configuration.clientKey = "a key"
        try await withSandbox(configuration) { sandbox, client in
            let login =
                "grant_type=password&username=\(client.encoded(sandbox.username))"
                + "&password=\(client.encoded(sandbox.password))"
            let (key, secret) = (client.encoded("a key"), client.encoded(Self.secret))
            let answers = [
                ServerManner.ClientAuthentication.rawBasic: try await client.token(login),
                .formBasic: try await client.token(login, as: .other("a+key", secret)),
                .body: try await client.token("\(login)&client_id=\(key)&client_secret=\(secret)", as: .none),
            ]
            #expect(answers.filter { $0.value.status == 200 }.map(\.key) == [way])
            #expect(answers.values.filter { $0.json["error"] == "invalid_client" }.count == 2)
        }
    }

    @Test(
        arguments: [
            (.badRequest, 400, [], true), (.challenge, 401, [#"Basic realm="Service""#], true),
            (.unauthorized, 401, [], true), (.emptyForbidden, 403, [], false),
        ] as [(ServerManner.Refusal, Int, [String], Bool)])
    func `a client and a password are turned away as the manner has it`(
        refusal: ServerManner.Refusal, status: Int, challenges: [String], tells: Bool
    ) async throws {
        var manner = ServerManner()
        manner.clientRefusal = refusal
        manner.passwordRefusal = refusal
        try await withSandbox(SandboxConfiguration(manner: manner)) { sandbox, client in
            let login = "grant_type=password&username=\(client.encoded(sandbox.username))&password=wrong"
            let password = try await client.token(login)
            let stranger = try await client.token(login, as: .other(sandbox.clientKey, "wrong"))
            for (answer, error) in [(password, "invalid_grant"), (stranger, "invalid_client")] {
                #expect(answer.status == status)
                #expect(answer.headers["WWW-Authenticate"] == challenges)
                #expect(answer.json["error"]?.text == (tells ? error : nil))
                #expect(tells || answer.text.isEmpty)
            }
            // Everything else is turned away as ever.
            #expect(try await client.refresh("unknown").status == 400)
        }
    }

    @Test func `an answer says what the manner lets it say`() async throws {
        var manner = ServerManner()
        manner.tokenType = nil
        manner.scope = nil
        manner.expiresIn = .omitted
        try await withSandbox(SandboxConfiguration(manner: manner)) { _, client in
            let json = try await client.signIn().json
            #expect(json.members.map { $0.name } == ["access_token", "refresh_token"])
        }
        manner.tokenType = "Bearer"
        manner.scope = "all"
        manner.expiresIn = .text
        try await withSandbox(SandboxConfiguration(manner: manner)) { _, client in
            let json = try await client.signIn().json
            #expect(json["token_type"] == "Bearer" && json["scope"] == "all" && json["expires_in"] == "600")
        }
    }

    @Test func `scopes that are known may be asked for, and no others`() async throws {
        var manner = ServerManner()
        manner.knownScopes = ["events", "shows"]
        try await withSandbox(SandboxConfiguration(manner: manner)) { sandbox, client in
            let login =
                "grant_type=password&username=\(client.encoded(sandbox.username))"
                + "&password=\(client.encoded(sandbox.password))"
            #expect(try await client.token(login + "&scope=shows+events").json["scope"] == "shows events")
            #expect(try await client.token(login).json["scope"] == .null)
            let denied = try await client.token(login + "&scope=events+users")
            #expect(denied.status == 400 && denied.json["error"] == "invalid_scope")
        }
    }

    @Test func `where the refresh token is not named again it goes on being good`() async throws {
        try await withSandbox(SandboxConfiguration(manner: ServerManner(rotation: .omitted))) { sandbox, client in
            let first = try await client.signIn()
            for _ in 1...2 {
                let answer = try await client.refresh(first.refreshToken)
                #expect(answer.status == 200)
                #expect(answer.json["refresh_token"] == nil)
            }
            #expect(sandbox.journal.map { $0.issuedRefreshTokenHash == nil } == [false, true, true])
        }
    }

    @Test(arguments: ServerManner.Framing.allCases)
    func `however an answer lies on the wire, it is the same answer`(framing: ServerManner.Framing) async throws {
        var manner = ServerManner()
        manner.framing = framing
        try await withSandbox(SandboxConfiguration(manner: manner)) { sandbox, client in
            let first = try await client.signIn()
            #expect(first.status == 200 && first.accessToken.count == 86)
            #expect(first.headers.contains(name: "Content-Length") == (framing == .length || framing == .closing))
            #expect(first.headers["Transfer-Encoding"] == (framing == .chunked ? ["chunked"] : []))
            #expect(first.headers["Connection"] == (framing == .closing ? ["close"] : []))
            #expect(first.isHTTP10 == (framing == .old))
            #expect(try await client.refresh(first.refreshToken).status == 200)
            #expect(try await client.refresh("spent").json["error"] == "invalid_grant")
            #expect(sandbox.journal.map(\.outcome) == [.granted, .granted, .denied])
            // Who is told to close, or to whom the server closes, comes on another connection.
            let connections = Set(sandbox.journal.map(\.connection)).count
            #expect(connections == (framing == .length || framing == .chunked ? 1 : 3))
        }
    }

    @Test func `a compressed answer is gzip`() async throws {
        var manner = ServerManner()
        manner.compresses = true
        try await withSandbox(SandboxConfiguration(manner: manner)) { _, client in
            let answer = try await client.refresh("spent")
            #expect(answer.headers["Content-Encoding"] == ["gzip"])
            #expect(answer.bytes.prefix(3) == [0x1F, 0x8B, 8])
            #expect(try await client.events("none").headers["Content-Encoding"] == [])
        }
    }

    /// The check value that the catalogue of CRCs gives for the nine digits, and a file as `gzip` reads it.
    @Test func `gzip is made to the letter`() {
        #expect(Gzip.checksum(of: Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(
            Gzip.packed(Array("ab".utf8)) == [
                0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1, 2, 0, 0xFD, 0xFF, 0x61, 0x62, 0x6D, 0x48, 0x83, 0x9E, 2, 0, 0,
                0,
            ])
        #expect(Gzip.packed([UInt8](repeating: 7, count: 70_000)).count == 10 + 2 * 5 + 70_000 + 8)
    }

    @Test func `pieces are odd and make up the whole`() {
        let pieces = Pieces.of(Array("abcdefghijkl".utf8))
        #expect(pieces.map { String(decoding: $0, as: UTF8.self) } == ["a", "bc", "def", "ghijk", "l"])
        #expect(Pieces.of([]).isEmpty)
    }

    @Test func `manners with which nobody could sign in are refused`() async {
        for configuration in [configuration { $0.clientAuthentication = [] }, configuration { $0.knownScopes = [""] }] {
            await #expect(throws: SandboxError.self) { try await Sandbox.start(configuration) }
        }
    }
}
