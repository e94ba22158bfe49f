// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// The body of a grant (RFC 6749 section 5.1), as servers write it. Names that it does not know are ignored.
struct GrantBody: Decodable {
    private let accessToken: String
    private let refreshToken: String?
    private let tokenType: String?
    private let expiresIn: ExpiresIn?

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case refreshToken = "refresh_token"
        case tokenType = "token_type"
        case expiresIn = "expires_in"
    }

    /// The tokens in `bytes`, or `nil` where it is no grant that can be used.
    ///
    /// What the decoder says is not kept, as it may repeat a token.
    static func tokens(in bytes: Data) -> IssuedTokens? {
        guard let body = try? JSONDecoder().decode(GrantBody.self, from: bytes) else { return nil }
        return body.tokens
    }

    private var tokens: IssuedTokens? {
        guard OAuthCharacters.isBearerToken(accessToken) else { return nil }
        // A token of a type that it does not understand a client must not use (RFC 6749 section 7.1). Ticketpark
        // documents none, so none means bearer.
        guard tokenType == nil || tokenType?.lowercased() == "bearer" else { return nil }
        // An empty refresh token is none. One that could not be sent back makes the whole answer suspect.
        let refresh = refreshToken.flatMap { $0.isEmpty ? nil : $0 }
        if let refresh, !OAuthCharacters.isRefreshToken(refresh) { return nil }
        return IssuedTokens(
            access: Secret(accessToken), refresh: refresh.map(Secret.init), lifetime: expiresIn?.lifetime)
    }
}
