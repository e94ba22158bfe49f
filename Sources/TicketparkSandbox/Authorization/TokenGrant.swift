// SPDX-License-Identifier: Apache-2.0

/// What a granted token request yields (RFC 6749 section 5.1).
struct TokenGrant: Equatable, Sendable {
    let accessToken: String
    /// Seconds.
    let expiresIn: Int
    /// The new refresh token, or the one that was spent and stays good; nil where the answer has none.
    let refreshToken: String?
    /// The scope that was asked for.
    var scope: String?

    /// The body of the answer, its members in the server's order.
    func json(in manner: ServerManner) -> JSONValue {
        var json: JSONValue = ["access_token": .string(accessToken)]
        switch manner.expiresIn {
        case .number: json["expires_in"] = .integer(expiresIn)
        case .text: json["expires_in"] = .string(String(expiresIn))
        case .omitted: break
        }
        json["token_type"] = manner.tokenType
        json["scope"] = scope.map(JSONValue.string) ?? manner.scope
        json["refresh_token"] = refreshToken.map(JSONValue.string)
        return json
    }
}
