// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth

/// What goes over the wire, and what a misbehaving API can do.
struct APIWireTests {
    /// Hands out one token for ever.
    private struct OneToken: AccessTokenSource {
        var secret = Secret("access-token-to-hide")

        func accessToken() async throws -> AccessToken {
            AccessToken(ref: TokenRef(rawValue: 1), secret: secret, hardStop: .distantFuture)
        }

        func reject(_ token: AccessToken) async {}
    }

    private func client(of server: RawServer, token: OneToken = OneToken(), bodyLimit: Int = 1000) throws
        -> TicketparkClient
    {
        let provider = try Provider.ticketpark(
            clientKey: "k", clientSecret: Secret("s"), baseURL: "http://127.0.0.1:\(server.port)",
            allowsPlainHTTPOnLoopback: true)
        return try TicketparkClient(session: token, provider: provider, bodyLimit: bodyLimit)
    }

    @Test func `a call is what the documentation asks for, to the letter`() async throws {
        let server = try await RawServer.start(.bytes("HTTP/1.1 204 No Content\r\n\r\n"))
        _ = try await client(of: server).patch("/events/1", query: ["a": ["b": "c"]], body: Data("{}".utf8))
        try await server.stop()
        let request = try #require(server.received.first)
        let parts = request.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        #expect(lines[0] == "PATCH /events/1?a%5Bb%5D=c HTTP/1.1")
        #expect(
            Set(lines.dropFirst().map { $0.lowercased().hasPrefix("authorization") ? $0 : $0.lowercased() }) == [
                "host: 127.0.0.1:\(server.port)", "content-type: application/json", "accept: application/json",
                "Authorization: Bearer access-token-to-hide", "user-agent: ticketpark-auth/\(UserAgent.version)",
                "accept-encoding: gzip", "content-length: 2",
            ])
        #expect(parts[1] == "{}")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is shown and never followed`(status: Int) async throws {
        let target = try await RawServer.start(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        let location = "http://127.0.0.1:\(target.port)/"
        let server = try await RawServer.start(
            .bytes("HTTP/1.1 \(status) Moved\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"))
        let answer = try await client(of: server).get("/events/")
        #expect(answer.status == status)
        #expect(answer.headers["Location"] == location)
        #expect(throws: APIError.self) { try answer.successful() }
        #expect(target.received.isEmpty)
        try await server.stop()
        try await target.stop()
    }

    @Test func `a body beyond the limit is not read to its end`() async throws {
        let server = try await RawServer.start(.endless("HTTP/1.1 200 OK\r\n\r\n"))
        let error = await #expect(throws: APIError.self) { try await client(of: server).get("/events/") }
        guard case .unexpectedContent(_, .tooLong(limit: 1000)) = error else {
            Issue.record("another error")
            return
        }
        try await server.stop()
    }

    @Test func `a body that breaks off is no body`() async throws {
        let server = try await RawServer.start(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]"))
        let error = await #expect(throws: APIError.self) { try await client(of: server).get("/events/") }
        guard case .transport(let transport) = error else {
            Issue.record("another error")
            return
        }
        #expect(transport.kind == .disconnected)
        try await server.stop()
    }

    @Test func `a call that found nobody may be repeated, and one that was dropped may not`() async throws {
        func reach(_ server: RawServer) async throws -> Reach? {
            let error = await #expect(throws: APIError.self) { try await client(of: server).get("/events/") }
            guard case .transport(let transport) = error else { return nil }
            return transport.reached
        }
        let dropping = try await RawServer.start(.drop)
        #expect(try await reach(dropping) == .maybe)
        try await dropping.stop()
        #expect(try await reach(dropping) == .no)
    }

    @Test(arguments: ["", "a b", "a\r\nX-Evil: 1", "ä", "a\0"])
    func `a token that no header may carry is not sent`(secret: String) async throws {
        let server = try await RawServer.start(.drop)
        let token = OneToken(secret: Secret(secret))
        await #expect(throws: APIError.invalidRequest(.accessTokenIsMalformed)) {
            try await client(of: server, token: token).get("/events/")
        }
        #expect(server.received.isEmpty)
        try await server.stop()
    }

    @Test func `a server that repeats the token in its challenge is not quoted`() async throws {
        let server = try await RawServer.start(
            .bytes(
                "HTTP/1.1 401 No\r\nWWW-Authenticate: Bearer error=\"invalid_token\", "
                    + "error_description=\"access-token-to-hide is bad\"\r\nContent-Length: 0\r\n\r\n"))
        let answer = try await client(of: server).get("/events/")
        #expect(answer.challenge?.error == "invalid_token")
        let error = #expect(throws: APIError.self) { try answer.successful() }
        #expect(error.map { "\($0)" + String(reflecting: $0) }?.contains("to-hide") == false)
        try await server.stop()
    }
}
