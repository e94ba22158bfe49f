// SPDX-License-Identifier: Apache-2.0

/// Why the API turned an access token away, as its `WWW-Authenticate` header and its body say it. The code for a
/// bad token is `invalid_grant`, not the `invalid_token` of RFC 6750 section 3.1: so does the server.
struct BearerChallenge: Error, Equatable {
    let status: Int
    let error: String
    let description: String
    var scope: String?

    static let authenticationRequired = BearerChallenge(
        status: 401, error: "access_denied", description: "OAuth2 authentication required")
    static let expiredToken = BearerChallenge(
        status: 401, error: "invalid_grant", description: "The access token provided has expired.")
    static let invalidToken = BearerChallenge(
        status: 401, error: "invalid_grant", description: "The access token provided is invalid.")
    static let disabledAccount = BearerChallenge(
        status: 401, error: "access_denied", description: "User account is disabled.")

    static func insufficientScope(_ scope: String) -> BearerChallenge {
        BearerChallenge(
            status: 403, error: "invalid_scope",
            description: "The request requires higher privileges than provided by the access token.", scope: scope)
    }

    /// The value of `WWW-Authenticate`.
    func header(realm: String) -> String {
        var parts = [#"realm="\#(realm)""#, #"error="\#(error)""#, #"error_description="\#(description)""#]
        if let scope { parts.append(#"scope="\#(scope)""#) }
        return "Bearer " + parts.joined(separator: ", ")
    }

    /// The body of the answer.
    var json: JSONValue {
        ["error": .string(error), "error_description": .string(description)]
    }
}
