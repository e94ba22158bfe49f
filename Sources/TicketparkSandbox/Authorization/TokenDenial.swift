// SPDX-License-Identifier: Apache-2.0

/// A definite no of the token endpoint. Ticketpark's server sends all of them as status 400 with the three usual headers
/// and without `WWW-Authenticate`, `invalid_client` included, against RFC 6749 section 5.2.
struct TokenDenial: Error, Equatable {
    let error: String
    let description: String?

    static let invalidGrantType = TokenDenial(
        error: "invalid_request", description: "Invalid grant_type parameter or parameter missing")
    static let noClient = TokenDenial(
        error: "invalid_client", description: "Client id was not found in the headers or body")
    static let invalidClient = TokenDenial(
        error: "invalid_client", description: "The client credentials are invalid")
    static let unauthorizedClient = TokenDenial(
        error: "unauthorized_client", description: "The grant type is unauthorized for this client_id")
    static let missingCredentials = TokenDenial(
        error: "invalid_request", description: #"Missing parameters. "username" and "password" required"#)
    static let wrongCredentials = TokenDenial(
        error: "invalid_grant", description: "Invalid username and password combination")
    static let missingRefreshToken = TokenDenial(
        error: "invalid_request", description: #"No "refresh_token" parameter found"#)
    static let invalidRefreshToken = TokenDenial(
        error: "invalid_grant", description: "Invalid refresh token")
    static let expiredRefreshToken = TokenDenial(
        error: "invalid_grant", description: "Refresh token has expired")
    static let unsupportedGrantType = TokenDenial(error: "unsupported_grant_type", description: nil)
    static let unsupportedScope = TokenDenial(
        error: "invalid_scope", description: "An unsupported scope was requested.")

    /// The body of the answer.
    var json: JSONValue {
        ["error": .string(error), "error_description": description.map(JSONValue.string) ?? .null]
    }
}
