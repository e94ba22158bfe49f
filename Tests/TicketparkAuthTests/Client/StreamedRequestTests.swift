// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TokenMachine

@testable import TicketparkAuth

/// Bodies that go and come piece by piece.
@Suite(.timeLimit(.minutes(1))) struct StreamedRequestTests {
    @Test func `a stream of unknown length is sent in chunks`() async throws {
        try await withServer(answer("201 Created")) { server, client in
            let (head, _) = try await client.send(
                server.request(.post), body: RequestBody(once: Chunks(["abc", "", "de"])))
            #expect(head.status == .created)
            let request = try #require(server.received.first)
            #expect(request.lowercased().contains("transfer-encoding: chunked"))
            #expect(request.hasSuffix("\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
        }
    }

    @Test func `a stream of known length is sent as it is`() async throws {
        try await withServer(answer("201 Created")) { server, client in
            _ = try await client.send(
                server.request(.post), body: RequestBody(once: Chunks(["abc", "de"]), length: 5))
            let request = try #require(server.received.first)
            #expect(request.lowercased().contains("content-length: 5\r\n"))
            #expect(request.hasSuffix("\r\n\r\nabcde"))
        }
    }

    @Test func `a stream whose parts take their time is sent whole`() async throws {
        try await withServer(answer("201 Created")) { server, client in
            let (stream, parts) = AsyncStream.makeStream(of: ArraySlice<UInt8>.self)
            async let created = client.send(server.request(.post), body: RequestBody(once: stream, length: 6))
            for part in ["ab", "cd", "ef"] {
                parts.yield(ArraySlice(part.utf8))
                await server.waitForBytes()
            }
            parts.finish()
            let (head, _) = try await created
            #expect(head.status == .created)
            #expect(server.received.first?.hasSuffix("\r\n\r\nabcdef") == true)
        }
    }

    @Test(arguments: [4, 6]) func `a stream of another length than was said fails`(length: Int) async throws {
        try await withServer(answer("201 Created")) { server, client in
            await #expect(throws: TransportError(.disconnected, reached: .maybe)) {
                try await client.send(
                    server.request(.post), body: RequestBody(once: Chunks(["abc", "de"]), length: length))
            }
        }
    }

    @Test func `what a stream throws reaches the caller as it is`() async throws {
        struct Broken: Error, Equatable {}
        try await withServer(answer("201 Created")) { server, client in
            let body = RequestBody(
                once: AsyncThrowingStream<ArraySlice<UInt8>, any Error> { stream in
                    stream.yield(ArraySlice("abc".utf8))
                    stream.finish(throwing: Broken())
                })
            await #expect(throws: Broken()) { try await client.send(server.request(.post), body: body) }
        }
    }

    @Test func `a body that is there once is not sent with a second request`() async throws {
        try await withServer(answer("201 Created")) { server, client in
            let body = RequestBody(once: Chunks(["abc"]))
            _ = try await client.send(server.request(.post), body: body)
            await #expect(throws: BodyError.wasRead) { try await client.send(server.request(.post), body: body) }
        }
    }

    @Test func `an answer without end can be read piece by piece, and left`() async throws {
        try await withServer(.endless("HTTP/1.1 200 OK\r\n\r\n")) { server, client in
            var count = 0
            for try await chunk in try await client.send(server.request()).1 {
                count += chunk.count
                if count > 1 << 20 { break }
            }
            // Nobody holds the body any more, so the connection ends.
            #expect(await server.waitForEnd() >= count)
        }
    }

    @Test func `an answer is collected up to a limit`() async throws {
        try await withServer(answer("200 OK", body: "12345")) { server, client in
            let (_, body) = try await client.send(server.request())
            #expect(try await body.collect(upTo: 5) == Array("12345".utf8))
            await #expect(throws: BodyError.tooLong(limit: 4)) {
                try await client.send(server.request()).1.collect(upTo: 4)
            }
        }
    }

    @Test func `an answer that nobody reads holds no connection`() async throws {
        try await withServer(.endless("HTTP/1.1 200 OK\r\n\r\n")) { server, client in
            let (head, _) = try await client.send(server.request())
            #expect(head.status == .ok)
            _ = await server.waitForEnd()
        }
    }

    @Test func `an answer that breaks off is not whole`() async throws {
        try await withServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")) { server, client in
            let (_, body) = try await client.send(server.request())
            await #expect(throws: TransportError(.disconnected, reached: .maybe)) {
                try await body.collect(upTo: 100)
            }
        }
    }

    /// Where the server has answered and its answer is read, it needs no more of the request.
    @Test func `an answer that comes early ends the request's stream`() async throws {
        let stream = SilentStream(after: ["abc"])
        try await withServer(.early(text("413 Too Large", body: "no"), after: "abc")) { server, client in
            let (head, body) = try await client.send(server.request(.post), body: RequestBody(once: stream))
            #expect(head.status.code == 413)
            #expect(try await body.collect(upTo: 10) == Array("no".utf8))
            await stream.waitForEnd()
        }
    }

    @Test func `connections are used again`() async throws {
        try await withServer(answer("200 OK", body: "12345")) { server, client in
            for _ in 1...3 { _ = try await client.send(server.request()).1.collect(upTo: 5) }
            #expect(server.received.count == 3)
            #expect(server.connections == 1)
        }
    }

    @Test func `the request has what its caller says, and beside it who asks and the token`() async throws {
        try await withServer(answer("204 No Content")) { server, client in
            var request = server.request(.init("PURGE") ?? .get, "/a/b?c=d&e=%20")
            request.headerFields = [.accept: "text/csv", .userAgent: "box-office/1", .cookie: "a=b"]
            _ = try await client.send(request)
            _ = try await client.send(server.request(.head))
            let lines = server.received.map { Set($0.components(separatedBy: "\r\n").filter { !$0.isEmpty }) }
            let token = "Authorization: Bearer access-to-hide-1"
            #expect(
                lines == [
                    [
                        "PURGE /a/b?c=d&e=%20 HTTP/1.1", "host: 127.0.0.1:\(server.port)", "Accept: text/csv",
                        "User-Agent: box-office/1", "Cookie: a=b", "Accept-Encoding: identity", "Content-Length: 0",
                        token,
                    ],
                    [
                        "HEAD /events/ HTTP/1.1", "host: 127.0.0.1:\(server.port)", "Accept-Encoding: identity",
                        "User-Agent: ticketpark-auth/\(UserAgent.version)", token,
                    ],
                ])
        }
    }
}
