// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth
@testable import TicketparkSandbox

/// Answers that come packed although the request asks for `identity` alone. A proxy that packs all the same must cost
/// nobody a refresh token that is alive nowhere else, nor have a wrong password sent again and again.
struct CompressedAnswerTests {
    private static let grant = #"{"access_token":"a","refresh_token":"r","expires_in":600}"#
    private static let tokens = IssuedTokens(access: Secret("a"), refresh: Secret("r"), lifetime: .seconds(600))

    private func outcome(
        _ body: [UInt8], status: Int = 200, encoding: String = "gzip", length: Int? = nil
    ) async throws -> ExchangeOutcome {
        let head =
            "HTTP/1.1 \(status) Some\r\nContent-Type: application/json\r\nContent-Encoding: \(encoding)\r\n"
            + "Content-Length: \(length ?? body.count)\r\n\r\n"
        let server = try await RawServer.start(.binary(Array(head.utf8) + body))
        let provider = try Provider.ticketpark(
            clientKey: "k", clientSecret: Secret("s"), baseURL: "http://127.0.0.1:\(server.port)",
            allowsPlainHTTPOnLoopback: true)
        let endpoint = try HTTPTokenEndpoint(provider: provider)
        let outcome = await endpoint.exchange(
            TokenExchange(credential: .refreshToken(Secret("old")), openFor: .seconds(30)))
        try await server.stop()
        return outcome
    }

    @Test(arguments: ["gzip", "GZIP"]) func `a packed grant is a grant`(encoding: String) async throws {
        #expect(try await outcome(Gzip.packed(Array(Self.grant.utf8)), encoding: encoding) == .granted(Self.tokens))
    }

    @Test func `so is one that was really made shorter`() async throws {
        let packed = Deflated.packed(Self.grant, blanks: 60_000)
        #expect(packed.count < 1000)
        #expect(try await outcome(packed) == .granted(Self.tokens))
    }

    @Test func `a packed denial is a denial`() async throws {
        let body = Gzip.packed(Array(#"{"error":"invalid_grant","error_description":"no"}"#.utf8))
        let denial = ExchangeOutcome.denied(
            Denial(code: .invalidGrant, status: 400), ServerText("invalid_grant: no"))
        #expect(try await outcome(body, status: 400) == denial)
    }

    /// Four mebibytes in twenty-six kilobytes, with a whole grant in front of them.
    @Test func `what unpacks to more than is read is no grant, however little came`() async throws {
        let bomb = Deflated.packed(Self.grant, blanks: 1 << 22, isWhole: false)
        #expect(bomb.count < 27_000)
        #expect(
            try await outcome(bomb)
                == .faulted(Fault(.notAGrant, status: 200, reached: .maybe), ServerText("OK")))
    }

    @Test func `what does not unpack is a broken line, and what unpacked before is kept`() async throws {
        let packed = Gzip.packed(Array(Self.grant.utf8))
        let broken = ExchangeOutcome.faulted(Fault(.disconnected, status: 200, reached: .maybe), ServerText("OK"))
        #expect(try await outcome(Array("nothing like it".utf8)) == broken)
        #expect(try await outcome(Array(packed.prefix(40))) == broken)
        #expect(try await outcome(Array(packed.dropLast(12))) == broken)
        #expect(try await outcome(packed, length: packed.count + 10) == .granted(Self.tokens))
    }

    @Test(arguments: ["br", "zstd", "x-gzip", "identity, gzip"])
    func `what is packed in another way is no grant`(encoding: String) async throws {
        let packed = Gzip.packed(Array(Self.grant.utf8))
        #expect(
            try await outcome(packed, encoding: encoding)
                == .faulted(Fault(.notAGrant, status: 200, reached: .maybe), ServerText("OK")))
    }
}
