// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth

struct GrantBodyTests {
    private func tokens(_ json: String) -> IssuedTokens? {
        GrantBody.tokens(in: Data(json.utf8))
    }

    @Test func `the answer of Ticketpark's server is a grant`() {
        let answer = """
            {"access_token":"NTIx","expires_in":600,"token_type":"bearer","scope":null,"refresh_token":"YWUz"}
            """
        #expect(
            tokens(answer)
                == IssuedTokens(access: Secret("NTIx"), refresh: Secret("YWUz"), lifetime: .seconds(600)))
    }

    @Test(arguments: [
        ("600", 600), ("\"600\"", 600), ("600.0", 600), ("6e2", 600), ("1", 1), ("31536000", 31_536_000),
        ("null", nil), ("0", nil), ("-1", nil), ("\"0\"", nil), ("\"\"", nil), ("\" 600\"", nil), ("\"6e2\"", nil),
        ("\"-600\"", nil), ("\"soon\"", nil), ("600.5", nil), ("true", nil), ("false", nil), ("[600]", nil),
        ("{}", nil), ("31536001", nil), ("9223372036854775807", nil), ("99999999999999999999", nil),
        ("\"99999999999999999999\"", nil), ("1e300", nil), ("\"٦٠٠\"", nil),
    ])
    func `expires_in is read in every form that makes sense`(written: String, seconds: Int64?) {
        let issued = tokens("{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":\(written)}")
        #expect(issued?.access == Secret("a"))
        #expect(issued?.lifetime == seconds.map(Interval.seconds))
        #expect(issued?.isLifetimeAssumed == (seconds == nil))
    }

    @Test(arguments: ["\"bearer\"", "\"Bearer\"", "\"BEARER\"", "null"])
    func `a bearer token is one in any spelling, or without a type`(type: String) {
        #expect(tokens("{\"access_token\":\"a\",\"token_type\":\(type)}") != nil)
    }

    @Test(arguments: [
        "{\"access_token\":\"a\",\"token_type\":\"mac\"}", "{\"access_token\":\"a\",\"token_type\":1}",
        "{\"access_token\":\"\"}", "{\"access_token\":null}", "{\"access_token\":5}", "{\"access_token\":\"a b\"}",
        "{\"access_token\":\"a\\r\\nX-Evil: 1\"}", "{\"access_token\":\"a\\u0000\"}", "{\"access_token\":\"ä\"}",
        "{\"access_token\":\"=\"}", "{\"access_token\":\"a=b\"}", "{\"access_token\":\"a\",\"refresh_token\":\"r\\n\"}",
        "{\"access_token\":\"a\",\"refresh_token\":\"ü\"}", "{\"access_token\":\"a\",\"refresh_token\":7}",
        "{\"refresh_token\":\"r\"}", "{}", "[]", "null", "", "<html>", "{\"access_token\":\"a\"", "\"access_token\"",
        "{\"access_token\":\"\(String(repeating: "a", count: 16_385))\"}",
        String(repeating: "[", count: 60_000),
    ])
    func `what cannot be used is no grant`(answer: String) {
        #expect(tokens(answer) == nil)
    }

    @Test(arguments: ["", ",\"refresh_token\":null", ",\"refresh_token\":\"\""])
    func `a refresh token may be missing`(member: String) {
        #expect(
            tokens("{\"access_token\":\"a+/-._~9==\"\(member)}")
                == IssuedTokens(access: Secret("a+/-._~9=="), refresh: nil, lifetime: nil))
    }

    @Test func `unknown names and byte order marks are ignored`() {
        #expect(tokens("\u{FEFF}{\"x\":{\"access_token\":1},\"access_token\":\"a\"}")?.access == Secret("a"))
    }
}
