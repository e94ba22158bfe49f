// SPDX-License-Identifier: Apache-2.0

package import AuditLog

/// One question to the token endpoint.
package struct TokenExchange: Sendable {
    /// What is exchanged for tokens.
    package enum Credential: Sendable {
        /// A user's name and password (RFC 6749 section 4.3).
        case password(username: Secret, password: Secret)
        /// A refresh token (RFC 6749 section 6).
        case refreshToken(Secret)
    }

    /// What is exchanged for tokens.
    package var credential: Credential
    /// How long the exchange is left open, from its start to the last byte of its answer.
    package var openFor: Duration

    /// The exchange of `credential`, left open for so long.
    package init(credential: Credential, openFor: Duration) {
        self.credential = credential
        self.openFor = openFor
    }
}

extension TokenExchange.Credential {
    /// The fields of the request's body.
    var fields: [(name: String, value: String)] {
        switch self {
        case .password(let username, let password):
            [("username", username.reveal()), ("password", password.reveal()), ("grant_type", "password")]
        case .refreshToken(let token):
            [("refresh_token", token.reveal()), ("grant_type", "refresh_token")]
        }
    }

    /// What of it nobody may see.
    var secrets: [Secret] {
        switch self {
        case .password(let username, let password): [username, password]
        case .refreshToken(let token): [token]
        }
    }
}
