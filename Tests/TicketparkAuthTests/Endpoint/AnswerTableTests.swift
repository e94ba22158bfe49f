// SPDX-License-Identifier: Apache-2.0

import AuditLog
import NIOCore
import NIOHTTP1
import Testing
import TokenMachine

@testable import TicketparkAuth

struct AnswerTableTests {
    private static let grant = #"{"access_token":"a","refresh_token":"r","expires_in":600}"#
    private static let denial = #"{"error":"invalid_grant","error_description":"Invalid refresh token"}"#
    private static let page = "<html><body>Welcome to Hotel Wi-Fi</body></html>"

    private func outcome(
        _ status: UInt16, _ body: String = "", _ headers: HTTPHeaders = ["Content-Type": "application/json"]
    ) -> ExchangeOutcome {
        outcome(WireAnswer(status: status, headers: headers, body: .complete(ByteBuffer(string: body))))
    }

    private func outcome(_ answer: WireAnswer) -> ExchangeOutcome {
        AnswerTable.outcome(of: answer, now: Instant(milliseconds: 0), sent: SentSecrets([Secret("hush-hush")]))
    }

    @Test(arguments: [200, 201, 299])
    func `a grant counts with any success`(status: UInt16) {
        #expect(
            outcome(status, Self.grant)
                == .granted(IssuedTokens(access: Secret("a"), refresh: Secret("r"), lifetime: .seconds(600))))
    }

    @Test func `a grant counts whatever its content type says, as its refresh token is the only live one`() {
        guard case .granted = outcome(200, Self.grant, ["Content-Type": "text/html"]) else {
            Issue.record("not granted")
            return
        }
    }

    @Test(arguments: [
        ("invalid_request", OAuthErrorCode.invalidRequest), ("invalid_client", .invalidClient),
        ("invalid_grant", .invalidGrant), ("unauthorized_client", .unauthorizedClient),
        ("unsupported_grant_type", .unsupportedGrantType), ("invalid_scope", .invalidScope),
        ("INVALID_GRANT", .other), ("access_denied", .other),
    ])
    func `an OAuth error with 400 or 401 is a denial`(code: String, expected: OAuthErrorCode) {
        for status: UInt16 in [400, 401] {
            #expect(
                outcome(status, "{\"error\":\"\(code)\",\"error_description\":null}")
                    == .denied(Denial(code: expected, status: status), ServerText(code)))
        }
    }

    @Test func `a denial carries code and description`() {
        #expect(
            outcome(400, Self.denial)
                == .denied(
                    Denial(code: .invalidGrant, status: 400), ServerText("invalid_grant: Invalid refresh token")))
    }

    @Test func `a denial without a content type is one, and one of another description type`() {
        let expected = ExchangeOutcome.denied(Denial(code: .invalidGrant, status: 400), ServerText("invalid_grant"))
        #expect(outcome(400, #"{"error":"invalid_grant","error_description":["x"]}"#, [:]) == expected)
    }

    @Test(
        arguments: [
            (200, "", FaultKind.notAGrant), (200, page, .notAGrant), (204, "", .notAGrant), (200, denial, .notAGrant),
            (101, "", .notAGrant),
            (301, "", .redirected), (302, page, .redirected), (307, grant, .redirected), (399, "", .redirected),
            (400, "", .refusedByProxy), (400, page, .refusedByProxy), (400, "{}", .refusedByProxy),
            (400, #"{"error":{"code":400}}"#, .refusedByProxy), (400, #"{"error":""}"#, .refusedByProxy),
            (401, #"{"error":"a\nb"}"#, .refusedByProxy), (401, "", .refusedByProxy),
            (402, denial, .refusedByProxy), (403, denial, .refusedByProxy), (403, "", .refusedByProxy),
            (404, page, .refusedByProxy), (407, "", .refusedByProxy), (499, "", .refusedByProxy),
            (408, "", .overloaded), (425, "", .overloaded), (429, denial, .overloaded), (503, page, .overloaded),
            (500, "", .serverError), (500, grant, .serverError), (502, page, .serverError), (504, "", .serverError),
            (599, "", .serverError), (999, "", .serverError),
        ] as [(UInt16, String, FaultKind)])
    func `every other answer is a fault after which anything may have happened`(
        status: UInt16, body: String, kind: FaultKind
    ) {
        guard case .faulted(let fault, _) = outcome(status, body) else {
            Issue.record("\(status) is no fault")
            return
        }
        #expect(fault == Fault(kind, status: status, reached: .maybe))
    }

    @Test func `no status of all is missing from the table`() {
        for status: UInt16 in 100...999 {
            guard case .faulted(let fault, _) = outcome(status) else {
                Issue.record("\(status) with an empty body is no fault")
                continue
            }
            #expect(fault.status == status)
            #expect(fault.reached == .maybe)
        }
    }

    @Test func `an HTML page with an OAuth error in it is no denial`() {
        guard case .faulted(let fault, _) = outcome(401, Self.denial, ["Content-Type": "text/HTML; charset=utf-8"])
        else {
            Issue.record("no fault")
            return
        }
        #expect(fault.kind == .refusedByProxy)
    }

    @Test func `a wait that the server asks for is kept`() {
        let answer = outcome(429, "", ["Retry-After": "120"])
        let fault = Fault(.overloaded, status: 429, reached: .maybe, retryAfter: .seconds(120))
        #expect(answer == .faulted(fault, ServerText("Too Many Requests")))
    }

    @Test(arguments: [200, 400, 401])
    func `an answer that broke off says how it broke`(status: UInt16) {
        for kind in [FaultKind.disconnected, .timedOut] {
            guard
                case .faulted(let fault, _) = outcome(
                    WireAnswer(status: status, headers: [:], body: .broken(kind, ByteBuffer())))
            else {
                Issue.record("no fault")
                continue
            }
            #expect(fault == Fault(kind, status: status, reached: .maybe))
        }
    }

    @Test func `an answer that is too long is what its status makes of it`() {
        func kind(_ status: UInt16) -> FaultKind? {
            guard case .faulted(let fault, _) = outcome(WireAnswer(status: status, headers: [:], body: .tooLong))
            else { return nil }
            return fault.kind
        }
        #expect(kind(200) == .notAGrant)
        #expect(kind(400) == .refusedByProxy)
        #expect(kind(500) == .serverError)
    }

    @Test func `text that repeats what was sent is dropped, the outcome stays`() {
        let body = #"{"error":"invalid_grant","error_description":"hush-hush is wrong"}"#
        #expect(outcome(400, body) == .denied(Denial(code: .invalidGrant, status: 400), nil))
        let location = outcome(302, "", ["Location": "https://portal.example/?p=hush-hush"])
        #expect(location == .faulted(Fault(.redirected, status: 302, reached: .maybe), nil))
    }
}
