// SPDX-License-Identifier: Apache-2.0

import Foundation

extension TokenFault {
    /// The answer that the client gets, made from the one that the server's work came to; nil where no work was done.
    func answer(to request: TokenEndpointRequest, worked: Answer?, at now: Date) -> Answer {
        var answer = worked ?? Answer(status: 500)
        switch self {
        case .slow(let delay):
            answer.pause = .lasting(delay)
        case .held:
            answer.pause = .untilReleased
        case .status(let status, let retryAfter):
            answer = .html(status: status)
            if let retryAfter { answer.headers["Retry-After"] = retryAfter.header(at: now) }
        case .statusAfterRotating(let status), .html(let status):
            answer = .html(status: status)
        case .dropBeforeWork, .dropAfterRotating:
            answer.delivery = .dropped
        case .crash:
            answer = .html(status: 500)
        case .oldRefreshTokenKept:
            break
        case .expiresIn(let value):
            answer.edit { $0["expires_in"] = value }
        case .expiresInOmitted:
            answer.edit { $0["expires_in"] = .none }
        case .refreshTokenOmitted:
            answer.edit { $0["refresh_token"] = .none }
        case .tokenType(let value):
            answer.edit { $0["token_type"] = value }
        case .tokenTypeOmitted:
            answer.edit { $0["token_type"] = .none }
        case .redirect(let location):
            answer = .html(status: 307)
            answer.headers["Location"] = location
        case .echo(let error):
            answer = .denied(TokenDenial(error: error, description: request.echo))
        case .denial(let error, let description):
            answer = .denied(TokenDenial(error: error, description: description))
        case .emptyForbidden:
            answer = Answer(status: 403)
        case .oversizeBody(let bytes):
            answer.edit { $0["padding"] = .string(String(repeating: "x", count: max(0, bytes))) }
        case .endlessBody:
            answer.delivery = .endless
        case .truncatedBody:
            answer.delivery = .truncated
        }
        return answer
    }
}
