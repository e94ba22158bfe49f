// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What a 401 leads to.
@Suite(.timeLimit(.minutes(1))) struct RejectedTokenTests {
    private static let first = TokenRef(rawValue: 1)

    private func tokens(in server: RawServer) -> [String] {
        server.received.compactMap { request in
            request.components(separatedBy: "\r\n").first { $0.hasPrefix("Authorization: ") }
        }
    }

    /// What a server says with a 401, and whether it is about the token.
    private static let challenges: [([String], Bool)] = [
        ([], true),
        ([""], true),
        (["\"nonsense"], true),
        (["Bearer"], true),
        (["Bearer realm=\"api\""], true),
        (["bearer error=invalid_token"], true),
        (["Bearer realm=\"Service\", error=\"invalid_grant\", error_description=\"expired\""], true),
        (["Basic realm=\"x\", Bearer error=\"invalid_token\""], true),
        (["Basic realm=\"x\"", "Bearer"], true),
        (["Basic realm=\"x\""], false),
        (["Negotiate YWJj"], false),
        (["Bearer error=\"insufficient_scope\", scope=\"events\""], false),
        (["Bearer error=\"invalid_request\""], false),
        (["Bearer error=\"\""], false),
        (["Basic error=\"invalid_token\""], false),
    ]

    @Test(arguments: challenges) func `a 401 is cured where it is about the token`(
        values: [String], isOfToken: Bool
    ) async throws {
        let session = CountingSource()
        let refusal = answer("401 Unauthorized", values.map { "WWW-Authenticate: \($0)" }, body: "no")
        try await withServer(.script([refusal, answer("200 OK", body: "yes")]), session: session) { server, client in
            let (head, body) = try await client.send(server.request())
            #expect(head.status.code == (isOfToken ? 200 : 401))
            #expect(try await body.collect(upTo: 10) == Array((isOfToken ? "yes" : "no").utf8))
            #expect(session.rejected == (isOfToken ? [Self.first] : []))
            #expect(
                tokens(in: server)
                    == ["Authorization: Bearer access-to-hide-1"]
                    + (isOfToken ? ["Authorization: Bearer access-to-hide-2"] : []))
        }
    }

    @Test func `a second 401 is the caller's`() async throws {
        let session = CountingSource()
        try await withServer(answer("401 Unauthorized"), session: session) { server, client in
            let (head, _) = try await client.send(server.request())
            #expect(head.status == .unauthorized)
            #expect(server.received.count == 2)
            #expect(session.rejected == [Self.first])
        }
    }

    @Test func `without another token there is no replay, and the 401 is whole`() async throws {
        let session = CountingSource(renews: false)
        try await withServer(answer("401 Unauthorized", body: "why"), session: session) { server, client in
            let (head, body) = try await client.send(server.request())
            #expect(head.status == .unauthorized)
            #expect(try await body.collect(upTo: 10) == Array("why".utf8))
            #expect(server.received.count == 1)
            #expect(session.rejected == [Self.first])
        }
    }

    @Test func `a refusal that never ends is left before the replay`() async throws {
        let endless = RawServer.Answer.endless("HTTP/1.1 401 No\r\n\r\n")
        try await withServer(.script([endless, answer("200 OK")])) { server, client in
            let (head, _) = try await client.send(server.request())
            #expect(head.status == .ok)
            // The connection of the refusal, not one on which nothing without end was sent.
            #expect(await server.waitForEnd() > 0)
        }
    }

    @Test func `bytes are sent again`() async throws {
        try await withServer(.script([answer("401 No"), answer("201 Created")])) { server, client in
            let (head, _) = try await client.send(server.request(.post), body: RequestBody("{}".utf8))
            #expect(head.status == .created)
            #expect(server.received.map { $0.hasSuffix("\r\n\r\n{}") } == [true, true])
        }
    }

    @Test func `a stream that can be made again is made again`() async throws {
        try await withServer(.script([answer("401 No"), answer("201 Created")])) { server, client in
            let body = RequestBody(length: 6) { Chunks(["abc", "def"]) }
            let (head, _) = try await client.send(server.request(.post), body: body)
            #expect(head.status == .created)
            #expect(server.received.map { $0.hasSuffix("\r\n\r\nabcdef") } == [true, true])
        }
    }

    @Test func `a stream that is there once is not, and the session knows of the 401 all the same`() async throws {
        let session = CountingSource()
        let script = RawServer.Answer.script([answer("401 No", body: "why"), answer("201 Created")])
        try await withServer(script, session: session) { server, client in
            let body = RequestBody(once: Chunks(["abc", "def"]))
            let (head, said) = try await client.send(server.request(.post), body: body)
            #expect(head.status == .unauthorized)
            #expect(try await said.collect(upTo: 10) == Array("why".utf8))
            #expect(server.received.count == 1)
            #expect(session.rejected == [Self.first])
            // The next request goes with the next token.
            let (next, _) = try await client.send(server.request())
            #expect(next.status == .created)
            #expect(tokens(in: server).last == "Authorization: Bearer access-to-hide-2")
        }
    }

    @Test func `a session at the sandbox is refreshed once, and the request replayed`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                let client = try AuthorizedClient(session: session)
                let base = world.provider.apiBaseURL
                let request = HTTPRequest(
                    method: .get, scheme: base.scheme, authority: base.authority, path: "/events/")
                world.sandbox.expireAllAccessTokens()
                let (head, body) = try await client.send(request)
                #expect(head.status == .ok)
                #expect(try await body.collect(upTo: 1 << 20).isEmpty == false)
                #expect(world.sandbox.counts.refreshes == 1)
                #expect(world.sandbox.counts.apiCalls == [401: 1, 200: 1])
                await client.shutdown()
            }
        }
    }
}
