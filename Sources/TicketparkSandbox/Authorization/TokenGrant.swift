/// What a granted token request yields (RFC 6749 section 5.1).
struct TokenGrant: Equatable, Sendable {
    let accessToken: String
    /// Seconds.
    let expiresIn: Int
    /// The new refresh token; without rotation the one that was spent.
    let refreshToken: String

    /// The body of the answer: `token_type` in lower case and `scope` null, as the server sends them.
    var json: JSONValue {
        [
            "access_token": .string(accessToken), "expires_in": .integer(expiresIn), "token_type": "bearer",
            "scope": nil, "refresh_token": .string(refreshToken),
        ]
    }
}
