// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth
@testable import TicketparkSandbox

/// Answers of the API that come packed.
@Suite(.timeLimit(.minutes(1))) struct CompressedAPIAnswerTests {
    private static let list = #"[{"name":"Hugo"}]"#

    private func packed(
        _ body: [UInt8], encoding: String = "gzip", status: String = "200 OK"
    ) -> RawServer.Answer {
        let head =
            "HTTP/1.1 \(status)\r\nContent-Encoding: \(encoding)\r\nX-Count: 1\r\nContent-Length: \(body.count)\r\n\r\n"
        return .binary(Array(head.utf8) + body)
    }

    private func response(
        _ answer: RawServer.Answer, to request: APIRequest = APIRequest(.get, "/events/"), bodyLimit: Int = 1000
    ) async throws -> APIResponse {
        let server = try await RawServer.start(answer)
        let client = try TicketparkClient(
            session: CountingSource(), provider: server.provider(), bodyLimit: bodyLimit)
        let result = await Task { try await client.send(request) }.result
        await client.shutdown()
        try await server.stop()
        return try result.get()
    }

    @Test(arguments: ["gzip", "GZIP"]) func `a packed list is a list`(encoding: String) async throws {
        let body = Gzip.packed(Array(Self.list.utf8))
        let response = try await response(packed(body, encoding: encoding))
        #expect(response.body == Data(Self.list.utf8))
        #expect(response.headers["Content-Encoding"] == nil)
        #expect(response.headers["Content-Length"] == nil)
        #expect(response.totalCount == 1)
    }

    @Test func `what unpacks to more than is read is too long, however little came`() async throws {
        let bomb = Deflated.packed("[", blanks: 1 << 22, isWhole: false)
        #expect(bomb.count < 27_000)
        let error = await #expect(throws: APIError.self) { try await response(packed(bomb)) }
        guard case .unexpectedContent(_, .tooLong(limit: 1000)) = error else {
            Issue.record("\(error as Any)")
            return
        }
    }

    @Test func `what does not unpack is a broken line`() async throws {
        let error = await #expect(throws: APIError.self) {
            try await response(packed(Array("nothing like it".utf8)))
        }
        guard case .transport(let failure) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(failure.kind == .disconnected)
        #expect(failure.reached == .maybe)
    }

    @Test(arguments: ["br", "identity"]) func `what is packed in another way is left as it is`(
        encoding: String
    ) async throws {
        let response = try await response(packed(Array("abc".utf8), encoding: encoding))
        #expect(response.body == Data("abc".utf8))
        #expect(response.headers["Content-Encoding"] == encoding)
        #expect(response.headers["Content-Length"] == "3")
    }

    @Test func `the fields of an answer to HEAD are those of the packed body`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 42\r\n\r\n"
        let response = try await response(.bytes(head), to: APIRequest(.head, "/events/"))
        #expect(response.headers["Content-Encoding"] == "gzip")
        #expect(response.headers["Content-Length"] == "42")
        #expect(response.body.isEmpty)
    }

    @Test(arguments: ["HTTP/1.1 204 No Content", "HTTP/1.1 200 OK\r\nContent-Length: 0"])
    func `an answer without a body needs no unpacking`(head: String) async throws {
        let response = try await response(.bytes(head + "\r\nContent-Encoding: gzip\r\n\r\n"))
        #expect(response.isSuccessful)
        #expect(response.body.isEmpty)
    }
}
