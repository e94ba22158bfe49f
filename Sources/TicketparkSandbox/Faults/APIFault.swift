// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What can go wrong with one API call. A status lies between 200 and 599.
public enum APIFault: Sendable, Hashable {
    /// The call is answered, but late.
    case slow(Duration)
    /// The call is done, its answer waits for ``Sandbox/releaseHeldAnswers()``.
    case held
    /// Nothing is done; this status comes, with a `Retry-After` where one is given.
    case status(Int, retryAfter: RetryAfter? = nil)
    /// The connection ends without an answer; nothing was done.
    case dropBeforeWork
    /// The connection ends without an answer; the call was done.
    case dropAfterWork
    /// 401 without `WWW-Authenticate`, whatever the token.
    case unauthorizedWithoutChallenge
    /// 401 as for an expired access token, whatever the token.
    case expiredToken
    /// 403 with a challenge that asks for this scope (RFC 6750 section 3.1).
    case insufficientScope(String)
    /// An HTML page with this status; nothing is done.
    case html(status: Int)

    /// The fault's name on the command line.
    public var name: String {
        switch self {
        case .slow: "slow"
        case .held: "held"
        case .status: "status"
        case .dropBeforeWork: "drop-before-work"
        case .dropAfterWork: "drop-after-work"
        case .unauthorizedWithoutChallenge: "unauthorized-without-challenge"
        case .expiredToken: "expired-token"
        case .insufficientScope: "insufficient-scope"
        case .html: "html"
        }
    }

    /// Whether the call is done at all.
    var isWorkDone: Bool {
        switch self {
        case .slow, .held, .dropAfterWork: true
        case .status, .dropBeforeWork, .unauthorizedWithoutChallenge, .expiredToken, .insufficientScope, .html: false
        }
    }

    /// The answer that the client gets, made from the one that the call came to; nil where it was not done.
    func answer(worked: Answer?, at now: Date) -> Answer {
        var answer = worked ?? Answer(status: 500)
        switch self {
        case .slow(let delay):
            answer.pause = .lasting(delay)
        case .held:
            answer.pause = .untilReleased
        case .status(let status, let retryAfter):
            answer = .refusal(status: status)
            if let retryAfter { answer.headers["Retry-After"] = retryAfter.header(at: now) }
        case .dropBeforeWork, .dropAfterWork:
            answer.delivery = .dropped
        case .unauthorizedWithoutChallenge:
            answer = .refusal(status: 401)
        case .expiredToken:
            answer = .challenged(.expiredToken)
        case .insufficientScope(let scope):
            answer = .challenged(.insufficientScope(scope))
        case .html(let status):
            answer = .html(status: status)
        }
        return answer
    }
}
