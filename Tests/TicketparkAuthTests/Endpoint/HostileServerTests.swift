// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth
@testable import TicketparkSandbox

/// Against servers that mean harm: that never end, dawdle, lead elsewhere, or are somebody else.
@Suite(.timeLimit(.minutes(1))) struct HostileServerTests {
    private static let exchange = TokenExchange(
        credential: .password(username: Secret("user-to-hide"), password: Secret("pass-to-hide")),
        openFor: .seconds(30))

    private func provider(of server: RawServer, trustRootsFile: String? = nil) throws -> Provider {
        try Provider.ticketpark(
            clientKey: "43_key", clientSecret: Secret("secret-to-hide"),
            baseURL: trustRootsFile == nil ? "http://127.0.0.1:\(server.port)" : "https://localhost:\(server.port)",
            trustRootsFile: trustRootsFile, allowsPlainHTTPOnLoopback: true)
    }

    private func fault(of outcome: ExchangeOutcome) -> Fault? {
        guard case .faulted(let fault, _) = outcome else { return nil }
        return fault
    }

    /// What never ends, and what is made of it as soon as more than a little has come.
    private static let endless: [(RawServer.Answer, FaultKind, UInt16?)] = [
        (.endless("HTTP/1.1 200 OK\r\n\r\n"), .notAGrant, 200),
        (.endless("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), .notAGrant, 200),
        (
            .endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", then: "5\r\n{\"a\":\r\n"), .notAGrant,
            200
        ),
        (.endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n"), .notAGrant, 200),
        (.endless("HTTP/1.1 400 No\r\n\r\n{\"error\":\"invalid_grant\"", then: " "), .refusedByProxy, 400),
        (.endless("HTTP/1.1 200 OK\r\nX-Long: "), .disconnected, nil),
        (.endless("HTTP/1.1 200 OK\r\n", then: "X-Many: y\r\n"), .disconnected, nil),
        (
            .endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", then: "X-Trailer: y\r\n"),
            .disconnected, 200
        ),
    ]

    @Test(arguments: endless.indices)
    func `what never ends is left after little of it`(index: Int) async throws {
        let (answer, kind, status) = Self.endless[index]
        let server = try await RawServer.start(answer)
        let endpoint = try HTTPTokenEndpoint(provider: provider(of: server))
        #expect(fault(of: await endpoint.exchange(Self.exchange)) == Fault(kind, status: status, reached: .maybe))
        // The rest is what the buffers of two sockets take.
        #expect(await server.waitForEnd() < 1 << 25)
        #expect(server.received.count == 1)
        await endpoint.shutdown()
        try await server.stop()
    }

    /// Preliminary answers without a final one, a reason, an extension of a chunk: the parser keeps nothing of them.
    @Test(arguments: [
        RawServer.Answer.endless("", then: "HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n"), .endless("HTTP/1.1 200 "),
        .endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x="),
    ])
    func `what never ends and says nothing is left when time is up`(answer: RawServer.Answer) async throws {
        let server = try await RawServer.start(answer)
        let endpoint = try HTTPTokenEndpoint(
            provider: provider(of: server), sleep: { _ in await server.waitForBytes(sent: 1 << 20) })
        let fault = fault(of: await endpoint.exchange(Self.exchange))
        #expect(fault?.kind == .timedOut)
        #expect(fault?.reached == .maybe)
        _ = await server.waitForEnd()
        await endpoint.shutdown()
        try await server.stop()
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nX-Drip: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", nil),
            ("HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"aaaaaaaaaaaa", 200),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n000000000000000", 200),
        ] as [(String, UInt16?)])
    func `what comes drop by drop is left when time is up, however steadily it comes`(
        text: String, status: UInt16?
    ) async throws {
        let server = try await RawServer.start(.dripping(text))
        let endpoint = try HTTPTokenEndpoint(
            provider: provider(of: server), sleep: { _ in await server.waitForBytes(sent: text.utf8.count + 10) })
        let fault = fault(of: await endpoint.exchange(Self.exchange))
        #expect(fault?.kind == .timedOut)
        #expect(fault?.reached == .maybe)
        #expect(fault?.status == nil || fault?.status == status)
        #expect(await server.waitForEnd() < 10_000)
        await endpoint.shutdown()
        try await server.stop()
    }

    /// All of them forbid or allow to repeat the request, body and all, somewhere else. Here it would find a server that
    /// is as good as the first: the same host under another port, another host, and either with and without TLS.
    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is not followed, and nothing is told to where it leads`(status: Int) async throws {
        let identity = try ServerIdentity.make(at: Date())
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(identity.authorityPEM.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for (transport, host) in [
            (RawServer.Transport.plain, "localhost"), (.plain, "127.0.0.1"), (.tls(identity), "localhost"),
            (.tls(identity), "127.0.0.1"),
        ] {
            let target = try await RawServer.start(.bytes("HTTP/1.1 200 OK\r\n\r\n{}"), over: transport)
            let scheme = if case .plain = transport { "http" } else { "https" }
            let location = "\(scheme)://\(host):\(target.port)/oauth/v2/token"
            let server = try await RawServer.start(
                .bytes("HTTP/1.1 \(status) Away\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"),
                over: .tls(identity))
            let endpoint = try HTTPTokenEndpoint(provider: provider(of: server, trustRootsFile: file.path))
            let outcome = await endpoint.exchange(Self.exchange)
            let fault = Fault(.redirected, status: UInt16(status), reached: .maybe)
            #expect(outcome == .faulted(fault, ServerText("redirect to \(location)")))
            await endpoint.shutdown()
            #expect(server.received.count == 1)
            #expect(target.connections == 0)
            try await server.stop()
            try await target.stop()
        }
    }

    @Test(arguments: ServerCertificate.allCases.filter { $0 != .proper })
    func `a server whose certificate is not to be trusted is told nothing`(
        certificate: ServerCertificate
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.certificate = certificate
        try await withSandbox(configuration) { sandbox, provider in
            let endpoint = try HTTPTokenEndpoint(provider: provider)
            #expect(fault(of: await endpoint.exchange(Self.exchange)) == Fault(.insecure, reached: .no))
            #expect(sandbox.journal.isEmpty)
            await endpoint.shutdown()
        }
    }

    /// None of them could stand in a header, and each would end it and begin another, or be read differently by two.
    @Test(arguments: [#"a\r\nX-Evil: 1"#, #"a\n"#, #"a\r"#, #"a\u0000"#, #"\u00e4"#, "ä", #"a\u2028"#, "a b", #"a\t"#])
    func `a token that no header may carry is refused before it gets there`(text: String) async throws {
        for body in [
            #"{"access_token":"\#(text)","refresh_token":"r"}"#, #"{"access_token":"a","refresh_token":"\#(text)"}"#,
        ] where !(text == "a b" && body.hasSuffix(#""a b"}"#)) {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let server = try await RawServer.start(.bytes(head + body))
            let endpoint = try HTTPTokenEndpoint(provider: provider(of: server))
            #expect(
                await endpoint.exchange(Self.exchange)
                    == .faulted(Fault(.notAGrant, status: 200, reached: .maybe), ServerText("OK")))
            await endpoint.shutdown()
            try await server.stop()
        }
    }

    /// A connection that is kept could be gone when the next request is written to it, and then nobody knew whether the
    /// server has rotated.
    @Test func `a server that keeps connections, whatever it is asked, gets a new one for each request`() async throws {
        let body = #"{"access_token":"a"}"#
        let server = try await RawServer.start(
            .bytesThenSilence(
                "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
        let endpoint = try HTTPTokenEndpoint(provider: provider(of: server))
        for count in 1...3 {
            let outcome = await endpoint.exchange(Self.exchange)
            #expect(outcome == .granted(IssuedTokens(access: Secret("a"), refresh: nil, lifetime: nil)))
            #expect(server.connections == count)
        }
        await endpoint.shutdown()
        try await server.stop()
    }
}
