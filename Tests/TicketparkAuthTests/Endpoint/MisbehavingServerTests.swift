// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth
@testable import TicketparkSandbox

/// Against servers that break the rules of HTTP and TLS.
struct MisbehavingServerTests {
    private static let secret = "client-secret-to-hide"
    private static let token = "refresh+token/to~hide"

    private func exchange(
        with server: RawServer, scheme: String = "http", host: String = "127.0.0.1", trustRootsFile: String? = nil,
        credential: TokenExchange.Credential = .refreshToken(Secret(token)),
        sleep: @escaping HTTPWire.Sleep = HTTPWire.sleep
    ) async throws -> ExchangeOutcome {
        try await exchange(
            withPort: server.port, scheme: scheme, host: host, trustRootsFile: trustRootsFile, credential: credential,
            sleep: sleep)
    }

    private func exchange(
        withPort port: Int, scheme: String = "http", host: String = "127.0.0.1", trustRootsFile: String? = nil,
        credential: TokenExchange.Credential = .refreshToken(Secret(token)),
        sleep: @escaping HTTPWire.Sleep = HTTPWire.sleep
    ) async throws -> ExchangeOutcome {
        let provider = try Provider.ticketpark(
            clientKey: "43_key", clientSecret: Secret(Self.secret), baseURL: "\(scheme)://\(host):\(port)",
            trustRootsFile: trustRootsFile, allowsPlainHTTPOnLoopback: true)
        let endpoint = try HTTPTokenEndpoint(provider: provider, sleep: sleep)
        let outcome = await endpoint.exchange(
            TokenExchange(credential: credential, openFor: .seconds(30)))
        #expect(!"\(outcome)".contains("to-hide") && !"\(outcome)".contains("to~hide"))
        return outcome
    }

    @Test func `the request is what the documentation asks for, to the letter`() async throws {
        let server = try await RawServer.start(.bytes("HTTP/1.1 204 No Content\r\n\r\n"))
        _ = try await exchange(with: server)
        try await server.stop()
        let request = try #require(server.received.first)
        let parts = request.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        #expect(lines[0] == "POST /oauth/v2/token HTTP/1.1")
        let basic = Data("43_key:\(Self.secret)".utf8).base64EncodedString()
        #expect(
            Set(lines.dropFirst().map { $0.lowercased().hasPrefix("authorization") ? $0 : $0.lowercased() }) == [
                "host: 127.0.0.1:\(server.port)", "content-type: application/x-www-form-urlencoded",
                "accept: application/json", "Authorization: Basic \(basic)",
                "user-agent: ticketpark-auth/\(UserAgent.version)", "accept-encoding: identity", "connection: close",
                "content-length: \(parts[1].utf8.count)",
            ])
        #expect(parts[1] == "refresh_token=refresh%2Btoken%2Fto%7Ehide&grant_type=refresh_token")
        #expect(server.received.count == 1)
    }

    @Test(
        arguments: [
            (RawServer.Answer.drop, FaultKind.disconnected, nil),
            (.bytes("garbage\r\n\r\n"), .disconnected, nil),
            (.bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":\"a\""), .disconnected, 200),
            (.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), .disconnected, 200),
            (.endless("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"), .notAGrant, 200),
            (.endless("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n"), .notAGrant, 200),
            (.endless("HTTP/1.1 503 Busy\r\n\r\n"), .overloaded, 503),
            (
                .bytes("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), .redirected,
                302
            ),
        ] as [(RawServer.Answer, FaultKind, UInt16?)])
    func `a broken answer is a fault, after one request`(
        answer: RawServer.Answer, kind: FaultKind, status: UInt16?
    ) async throws {
        let server = try await RawServer.start(answer)
        guard case .faulted(let fault, _) = try await exchange(with: server) else {
            Issue.record("no fault")
            return
        }
        #expect(fault == Fault(kind, status: status, reached: .maybe))
        #expect(server.received.count == 1)
        try await server.stop()
    }

    /// The end of the connection is the end of the body, or a fault of the line: nobody can tell.
    @Test func `a page without a length is no grant`() async throws {
        let server = try await RawServer.start(.bytes("HTTP/1.0 200 OK\r\n\r\n<html>"))
        guard case .faulted(let fault, _) = try await exchange(with: server) else {
            Issue.record("no fault")
            return
        }
        #expect([.notAGrant, .disconnected].contains(fault.kind))
        #expect(fault.status == 200)
        try await server.stop()
    }

    @Test(arguments: [
        "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n",
    ])
    func `a grant that came as a whole is one, however the connection ended`(head: String) async throws {
        let server = try await RawServer.start(.bytes(head + #"{"access_token":"a"}"#))
        let outcome = try await exchange(with: server)
        guard case .granted(let tokens) = outcome else {
            Issue.record("not granted: \(outcome)")
            return
        }
        #expect(tokens.access == Secret("a"))
        try await server.stop()
    }

    @Test(
        arguments: [
            ("", nil), ("HTTP/1.1 200 OK\r\nContent-Le", nil),
            ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"acc", 200),
        ] as [(String, UInt16?)])
    func `a server that dawdles is left when time is up, wherever it stopped`(
        text: String, status: UInt16?
    ) async throws {
        let server = try await RawServer.start(.bytesThenSilence(text))
        let outcome = try await exchange(with: server, sleep: { _ in await server.waitForRequest() })
        guard case .faulted(let fault, _) = outcome else {
            Issue.record("no fault")
            return
        }
        #expect(fault.kind == .timedOut)
        #expect(fault.reached == .maybe)
        // Whether the head of the answer was read before time was up is left to chance.
        #expect(fault.status == nil || fault.status == status)
        #expect(server.received.count == 1)
        try await server.stop()
    }

    @Test(arguments: [
        secret, token, "pass-to-hide", "user@to-hide.example", "refresh%2Btoken%2Fto%7Ehide", "cGFzcy10by1oaWRl",
        Data("43_key:\(secret)".utf8).base64EncodedString(),
    ])
    func `a denial that repeats any one thing that was sent is not quoted`(repeated: String) async throws {
        let body = #"{"error":"invalid_grant","error_description":"no '\#(repeated)' here"}"#
        let head = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)"
        let server = try await RawServer.start(.bytes(head + "\r\n\r\n" + body))
        let denial = Denial(code: .invalidGrant, status: 400)
        let isOfRefresh = repeated == Self.token || repeated.contains("%2B")
        let outcome = try await exchange(
            with: server,
            credential: isOfRefresh
                ? .refreshToken(Secret(Self.token))
                : .password(username: Secret("user@to-hide.example"), password: Secret("pass-to-hide")))
        #expect(outcome == .denied(denial, nil))
        try await server.stop()
    }

    @Test func `an old server that ends its answer by closing is understood`() async throws {
        let server = try await RawServer.start(.bytes("HTTP/1.0 200 OK\r\n\r\n{\"access_token\":\"a\"}"))
        #expect(
            try await exchange(with: server)
                == .granted(IssuedTokens(access: Secret("a"), refresh: nil, lifetime: nil)))
        try await server.stop()
    }

    @Test func `a refused connection was not sent`() async throws {
        // Held, so that no other test listens there meanwhile.
        let port = try HeldPort()
        guard case .faulted(let fault, let text) = try await exchange(withPort: port.number) else {
            Issue.record("no fault")
            return
        }
        #expect(fault == Fault(.unreachable, reached: .no))
        #expect(text?.text == "Connection refused")
        withExtendedLifetime(port) {}
    }

    @Test func `a server without TLS gets nothing over https`() async throws {
        let server = try await RawServer.start(.dropAtOnce)
        guard case .faulted(let fault, _) = try await exchange(with: server, scheme: "https") else {
            Issue.record("no fault")
            return
        }
        #expect(fault.reached == .no)
        #expect([.insecure, .unreachable].contains(fault.kind))
        #expect(server.received.isEmpty)
        try await server.stop()
    }

    @Test func `a handshake that never comes to its end was not sent`() async throws {
        // The client's hello is no whole request, so the server keeps silent.
        let server = try await RawServer.start(.bytesThenSilence(""))
        let outcome = try await exchange(with: server, scheme: "https", sleep: { _ in await server.waitForBytes() })
        #expect(outcome == .faulted(Fault(.notSent, reached: .no), nil))
        try await server.stop()
    }

    /// Who cuts a line can leave out the end of what was sent, and nothing else: half a grant is none, and no half of
    /// one looks like a whole one.
    @Test func `of an answer that TLS did not bring to its end, only a whole grant is believed`() async throws {
        let identity = try ServerIdentity.make(at: Date())
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(identity.authorityPEM.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = "HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"a\"}"
        for whole: RawServer.Answer in [.bytes(answer), .cut(answer)] {
            let honest = try await RawServer.start(whole, over: .tls(identity))
            let outcome = try await exchange(with: honest, scheme: "https", trustRootsFile: file.path)
            #expect(outcome == .granted(IssuedTokens(access: Secret("a"), refresh: nil, lifetime: nil)))
            try await honest.stop()
        }
        let cut = try await RawServer.start(.cut(String(answer.dropLast())), over: .tls(identity))
        guard case .faulted(let fault, _) = try await exchange(with: cut, scheme: "https", trustRootsFile: file.path)
        else {
            Issue.record("no fault")
            return
        }
        #expect(fault == Fault(.disconnected, status: 200, reached: .maybe))
        try await cut.stop()
    }

    @Test func `a trusted certificate for another address gets nothing`() async throws {
        let identity = try ServerIdentity.make(at: Date())
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(identity.authorityPEM.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let server = try await RawServer.start(.drop, over: .tls(identity), host: "127.0.0.2")
        // The certificate names 127.0.0.1 and not 127.0.0.2, which is this machine as well.
        let outcome = try await exchange(
            with: server, scheme: "https", host: "127.0.0.2", trustRootsFile: file.path)
        guard case .faulted(let fault, _) = outcome else {
            Issue.record("no fault")
            return
        }
        #expect(fault == Fault(.insecure, reached: .no))
        #expect(server.received.isEmpty)
        try await server.stop()
    }
}
