// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import HTTPTypes
import Testing
import TicketparkAuth
import TokenMachine

/// Nothing that belongs to a request shows its token or its content.
@Suite(.timeLimit(.minutes(1))) struct ClientSecrecyTests {
    private static let search = SecretSearch([
        (name: "token", secret: "access-to-hide-1"), (name: "next token", secret: "access-to-hide-2"),
        (name: "body", secret: "content-to-hide"),
    ])

    /// An error of another stack that keeps the request, as some do.
    private struct KeepsRequest: Error {
        var request: HTTPRequest
    }

    private struct Telling: LocalizedError {
        var errorDescription: String?
    }

    private static let failures: [@Sendable (HTTPRequest) -> any Error] = [
        { KeepsRequest(request: $0) },
        { Telling(errorDescription: "sent \($0.headerFields[.authorization] ?? "")") },
        { TransportError(.unreachable, reached: .no, detail: "\($0.headerFields[.authorization] ?? "")") },
        { NSError(domain: "x", code: 1, userInfo: ["headers": "\($0.headerFields[.authorization] ?? "")"]) },
    ]

    private func client(_ transport: ClientTransport) throws -> AuthorizedClient {
        try AuthorizedClient(
            session: CountingSource(),
            provider: .ticketpark(clientKey: "k", clientSecret: Secret("s"), baseURL: "https://api.example"),
            transport: transport)
    }

    private static let request = HTTPRequest(method: .post, scheme: "https", authority: "api.example", path: "/a")

    @Test(arguments: failures.indices) func `an error of another stack that tells the token is replaced`(
        index: Int
    ) async throws {
        let failure = Self.failures[index]
        let early = try client(ClientTransport { request, _ in throw failure(request) })
        await #expect(throws: TransportError(.disconnected, reached: .maybe)) { try await early.send(Self.request) }
        let late = try client(
            ClientTransport { request, _ in
                let body = AsyncThrowingStream<ArraySlice<UInt8>, any Error> { $0.finish(throwing: failure(request)) }
                return (HTTPResponse(status: .ok), ResponseBody(body))
            })
        let (_, body) = try await late.send(Self.request)
        await #expect(throws: TransportError(.disconnected, reached: .maybe)) { try await body.collect(upTo: 1) }
    }

    @Test func `an error of another stack that tells nothing is the caller's`() async throws {
        struct Harmless: Error, Equatable {}
        let client = try client(ClientTransport { _, _ in throw Harmless() })
        await #expect(throws: Harmless()) { try await client.send(Self.request) }
    }

    @Test func `clients, bodies and errors show nothing of a request that is on its way`() async throws {
        try await withServer(.bytesThenSilence("HTTP/1.1 200 OK\r\n\r\ncontent-to-hide")) { server, client in
            let request = RequestBody("content-to-hide".utf8)
            let (_, answer) = try await client.send(server.request(.post), body: request)
            var iterator = answer.makeAsyncIterator()
            _ = try await iterator.next()
            let shown: [Any] = [
                client, request, answer, RequestBody(once: Chunks(["content-to-hide"])),
                RequestBody { Chunks(["content-to-hide"]) }, ResponseBody("content-to-hide".utf8),
                try ClientTransport.https(),
            ]
            for value in shown { #expect(Self.search.findings(in: everything(of: value)) == []) }
            for error in UnsendableRequest.allCases {
                #expect("\(error)".hasPrefix("the request was not sent: "))
            }
        }
    }

    /// What a server says comes to the caller as it is, and goes nowhere else.
    @Test(arguments: [
        "HTTP/1.1 \u{1}access-to-hide-1\r\n\r\n", "HTTP/1.1 200 OK\r\naccess-to-hide-1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: access-to-hide-1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\naccess-to-hide-1", "",
    ])
    func `a server that repeats the token in an answer that makes no sense is not quoted`(text: String) async throws {
        try await withServer(.bytes(text)) { server, client in
            let error = await #expect(throws: TransportError.self) {
                try await client.send(server.request()).1.collect(upTo: 100)
            }
            #expect(Self.search.findings(in: everything(of: error as Any)) == [])
        }
    }
}
