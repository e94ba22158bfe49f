// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import TokenMachine

/// What each answer of the token endpoint means: a pure function of the answer.
///
/// | status | body | outcome |
/// |---|---|---|
/// | 2xx | a grant | granted |
/// | 2xx | anything else | faulted: not a grant |
/// | 3xx | | faulted: redirected |
/// | 400, 401 | JSON with an OAuth error code | denied |
/// | 408, 425, 429, 503 | | faulted: overloaded, with `Retry-After` |
/// | other 4xx, 400 and 401 without an OAuth error | | faulted: refused by a proxy |
/// | other 5xx | | faulted: server error |
/// | any, broken off in its body | no whole grant | faulted as the status says, or disconnected, timed out |
///
/// Only a denial can end a session, so only what no proxy and no captive portal sends counts as one: RFC 6749 section
/// 5.2 gives the token endpoint 400 and 401, and Ticketpark's server uses 400 alone. A 403 is no denial even with an
/// OAuth error in it; firewalls answer that. Every answer may mean that the server has worked: 502 comes from a
/// gateway that lost the answer, and a portal's page from one that did not pass the question on. We cannot tell.
enum AnswerTable {
    /// What `answer` means.
    static func outcome(of answer: WireAnswer, now: Instant, sent secrets: SentSecrets) -> ExchangeOutcome {
        switch answer.status {
        case 408, 425, 429, 503:
            return fault(.overloaded, answer, now, secrets)
        case 200..<300:
            // A grant that is there as a whole is one, however the connection ended: its refresh token is the only live
            // one, and the end of what has no length is easily taken for a broken connection.
            if let tokens = answer.bytes.flatMap(GrantBody.tokens) { return .granted(tokens) }
            if case .broken(let kind, _) = answer.body { return fault(kind, answer, now, secrets) }
            return fault(.notAGrant, answer, now, secrets)
        case 300..<400:
            return fault(.redirected, answer, now, secrets)
        case 400, 401:
            if case .broken(let kind, _) = answer.body { return fault(kind, answer, now, secrets) }
            guard let error = answer.oauthError, !answer.isHTML else {
                return fault(.refusedByProxy, answer, now, secrets)
            }
            return .denied(
                Denial(code: error.code, status: answer.status), ServerText(error.text, unlessItTells: secrets))
        case 402..<500:
            return fault(.refusedByProxy, answer, now, secrets)
        case 500...:
            return fault(.serverError, answer, now, secrets)
        default:
            // Below 200 no final answer exists.
            return fault(.notAGrant, answer, now, secrets)
        }
    }

    private static func fault(
        _ kind: FaultKind, _ answer: WireAnswer, _ now: Instant, _ secrets: SentSecrets
    ) -> ExchangeOutcome {
        let retryAfter = RetryAfter.interval(in: answer.headers, now: now)
        let fault = Fault(kind, status: answer.status, reached: .maybe, retryAfter: retryAfter)
        return .faulted(fault, ServerText(answer.saying, unlessItTells: secrets))
    }
}

extension WireAnswer {
    /// What came of the body, unless that is too much.
    fileprivate var bytes: Data? {
        switch body {
        case .complete(let buffer), .broken(_, let buffer): Data(buffer: buffer)
        case .tooLong: nil
        }
    }

    fileprivate var oauthError: OAuthErrorBody? {
        bytes.flatMap(OAuthErrorBody.read)
    }

    fileprivate var isHTML: Bool {
        headers.first(name: "Content-Type")?.lowercased().contains("html") ?? false
    }

    /// What helps people to understand a fault: an OAuth error, or where a redirect leads, or what the status means.
    /// Never the body itself.
    fileprivate var saying: String? {
        if let error = oauthError { return error.text }
        if 300..<400 ~= status, let location = headers.first(name: "Location") { return "redirect to \(location)" }
        return HTTPResponseStatus(statusCode: Int(status)).reasonPhrase
    }
}
