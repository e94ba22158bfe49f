// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// Why an API call brought nothing to work with. It tells facts: no body, no query, no token.
public enum APIError: Error, Hashable, Sendable {
    /// The call cannot be made as it was written. Nothing was sent.
    case invalidRequest(InvalidRequest)
    /// 401, also after a refresh; or the refresh brought no other token.
    case unauthorized(Refusal)
    /// 403: the user may not do this.
    case forbidden(Refusal)
    /// 404: there is no such thing, or not for this user.
    case notFound(Refusal)
    /// 409: it does not fit the state of things.
    case conflict(Refusal)
    /// 408, 425, 429, 503: come back later, after so long if the server said so.
    case overloaded(Refusal, retryAfter: Interval?)
    /// Any other 4xx.
    case rejected(Refusal)
    /// Any other 5xx.
    case serverError(Refusal)
    /// 3xx, which is never followed: the token would go along.
    case redirected(Refusal)
    /// A success whose content is not what was asked for.
    case unexpectedContent(Refusal, ContentProblem)
    /// No answer came.
    case transport(Transport)
}

extension APIError {
    /// An answer that is no success, and the call that it came to.
    public struct Refusal: Hashable, Sendable {
        /// The call's method.
        public let method: APIRequest.Method
        /// The call's path, without its query.
        public let path: String
        /// The status.
        public let status: Int
        /// What the server said of the token, if it was about the token.
        public let challenge: BearerChallenge?
    }

    /// A call for which no answer came.
    public struct Transport: Hashable, Sendable {
        /// The call's method.
        public let method: APIRequest.Method
        /// The call's path, without its query.
        public let path: String
        /// What went wrong.
        public let kind: FaultKind
        /// Whether the server may have done what was asked. If not, the call can safely be repeated.
        public let reached: Reach
        /// What the network library said, as long as nothing had been sent.
        public let detail: String?
    }

    /// What is wrong with a call.
    public enum InvalidRequest: Error, Hashable, Sendable, CaseIterable {
        /// The path does not begin with exactly one slash.
        case pathIsNotAbsolute
        /// The path is a URL that does not lie below the base URL.
        case pathLeadsToAnotherServer
        /// The path has a segment `.` or `..`, which leads elsewhere.
        case pathHoldsDotSegment
        /// The path holds a control character, such as a line break.
        case pathHoldsControlCharacter
        /// The path holds a backslash, a `#`, or a `%` without two hexadecimal digits.
        case pathHoldsIllegalCharacter
        /// The value to send does not encode as JSON.
        case bodyIsNotEncodable
        /// The access token holds characters that no header may carry.
        case accessTokenIsMalformed
    }

    /// What is wrong with the content of a successful answer.
    public enum ContentProblem: Hashable, Sendable {
        /// The body is longer than the client's limit.
        case tooLong(limit: Int)
        /// The body is not the JSON that was asked for; where it first differs.
        case undecodable(at: String)
        /// There is no `Location`, or it names no record.
        case noLocation
    }
}

extension APIError: CustomStringConvertible {
    /// One line.
    public var description: String {
        switch self {
        case .invalidRequest(let problem): "the call was not sent: \(problem.explanation)"
        case .unauthorized(let refusal): "\(refusal): the access token was refused"
        case .forbidden(let refusal): "\(refusal): not allowed for this user"
        case .notFound(let refusal): "\(refusal): not found"
        case .conflict(let refusal): "\(refusal): conflicts with the state at the server"
        case .overloaded(let refusal, let retryAfter):
            "\(refusal): try later"
                + (retryAfter.map { ", the server asks for \($0.milliseconds / 1000) s" } ?? "")
        case .rejected(let refusal): "\(refusal): rejected"
        case .serverError(let refusal): "\(refusal): the server failed"
        case .redirected(let refusal): "\(refusal): a redirect, which is not followed"
        case .unexpectedContent(let refusal, let problem): "\(refusal): \(problem.explanation)"
        case .transport(let transport): transport.explanation
        }
    }
}
