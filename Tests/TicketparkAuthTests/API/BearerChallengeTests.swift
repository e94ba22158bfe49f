// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing

@testable import TicketparkAuth

struct BearerChallengeTests {
    @Test func `the challenge of Ticketpark's server is read`() throws {
        let value = """
            Bearer realm="Service", error="invalid_grant", error_description="The access token provided has expired."
            """
        let challenge = try #require(BearerChallenge(headerValues: [value]))
        #expect(challenge.realm == "Service")
        #expect(challenge.error == "invalid_grant")
        #expect(challenge.errorDescription == "The access token provided has expired.")
        #expect(challenge.scope == nil)
    }

    @Test(arguments: [
        (#"Basic realm="a, Bearer error=\"no\"", Bearer error="yes""#, "yes"),
        (#"Negotiate YWJj==, bEaReR error = yes"#, "yes"),
        (#"Bearer error="a\"b, c=d""#, #"a"b, c=d"#),
        (#", ,Bearer ,error=yes,,"#, "yes"),
        (#"Bearer error=first, ERROR=second"#, "first"),
        (#"Basic, Bearer error="yes""#, "yes"),
        ("Bearer\terror=\"yes\"", "yes"),
        (#"Bearer realm="unended, error="x"#, nil),
        (#"Bearer realm="open"#, nil),
        (#"Bearer realm="x\"#, nil),
        (#"Bearer error="#, nil),
        (#"Bearer realm=a error=yes"#, nil),
        (#"Bearer"#, nil),
        (#"Bearer YWJj"#, nil),
    ])
    func `several challenges and quoted strings are told apart`(value: String, error: String?) {
        #expect(BearerChallenge(headerValues: [value])?.error == error)
    }

    @Test(arguments: [
        "", ",", "=", "error=\"x\"", "\"Bearer\"", "Basic realm=\"Bearer\"", "(Bearer)", "\u{0}", "Bearerish error=x",
        "Bearer " + String(repeating: "a=\"\\", count: 4_000),
    ])
    func `what is no bearer challenge is none`(value: String) {
        #expect(BearerChallenge(headerValues: [value]) == nil)
    }

    @Test func `a later field counts where the first has none`() {
        #expect(BearerChallenge(headerValues: ["Basic realm=x", "Bearer error=yes"])?.error == "yes")
        #expect(BearerChallenge(headerValues: []) == nil)
    }

    @Test func `what steers a terminal or tells the token is left out`() {
        let values = ["Bearer error=\"a\u{1B}[31m\u{202E}b\", error_description=\"token hush-hush-hush is dead\""]
        let challenge = BearerChallenge(values: values, unlessTheyTell: SentSecrets([Secret("hush-hush-hush")]))
        #expect(challenge?.error == "a[31mb")
        #expect(challenge?.errorDescription == nil)
    }

    @Test func `no input makes the parser fail, and it always comes to an end`() {
        var state: UInt64 = 42
        let alphabet = Array("Bearer ,=\"\\\t a~:")
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            _ = AuthenticationChallenge.parse(text)
        }
    }
}
