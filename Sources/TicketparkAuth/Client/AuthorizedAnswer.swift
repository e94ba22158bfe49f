// SPDX-License-Identifier: Apache-2.0

import AuditLog
import HTTPTypes

/// An answer, and the token that it was given to.
struct AuthorizedAnswer: Sendable {
    var head: HTTPResponse
    var body: ResponseBody
    var token: Secret

    /// Whether the server refused the token, so that another one may help.
    ///
    /// `invalid_grant` is what Ticketpark's server says where RFC 6750 section 3.1 has `invalid_token`. Any other error,
    /// such as `insufficient_scope`, another token would meet as well; and challenges of other schemes alone come from
    /// somebody who does not look at bearer tokens.
    var refusesToken: Bool {
        guard head.status.code == 401 else { return false }
        let challenges = head.headerFields[values: .wwwAuthenticate].flatMap(AuthenticationChallenge.parse)
        return challenges.isEmpty || challenges.contains { $0.scheme == "bearer" && Self.isOfToken($0) }
    }

    private static func isOfToken(_ challenge: AuthenticationChallenge) -> Bool {
        switch challenge.parameters["error"] {
        case nil, "invalid_token", "invalid_grant": true
        default: false
        }
    }
}
