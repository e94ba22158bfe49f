// SPDX-License-Identifier: Apache-2.0

extension ServerManner {
    /// Servers that a client may meet, by the names that they have on the command line.
    public enum Preset: String, Sendable, Hashable, CaseIterable {
        /// Ticketpark's own: 400 for everything, `scope` null, rotation without consequences.
        case ticketpark
        /// To the letter of RFC 6749: client credentials are form-encoded, a wrong one is answered 401 with a challenge,
        /// the refresh token stays and is not named again.
        case rfc6749
        /// The same, with rotation as RFC 9700 section 4.14.2 has it: who spends a refresh token twice loses the session.
        case rfc9700
        /// A server that says as little as it can: 403 with an empty body for a wrong password, no `token_type`, no
        /// `scope`, no `expires_in`.
        case curt
        /// A server from another time: HTTP/1.0, credentials in the body, 401 without `WWW-Authenticate`, numbers in
        /// strings.
        case old
        /// A server behind a proxy that means well: compressed answers, in chunks.
        case compressing
    }

    /// The manner of a server that a client may meet.
    public init(_ preset: Preset) {
        self.init()
        switch preset {
        case .ticketpark:
            break
        case .rfc6749, .rfc9700:
            rotation = preset == .rfc9700 ? .revokingFamily : .omitted
            clientAuthentication = [.formBasic]
            clientRefusal = .challenge
            tokenType = "Bearer"
            knownScopes = ["events", "shows"]
            scope = "events shows"
        case .curt:
            passwordRefusal = .emptyForbidden
            tokenType = nil
            scope = nil
            expiresIn = .omitted
        case .old:
            clientAuthentication = [.body]
            clientRefusal = .unauthorized
            passwordRefusal = .unauthorized
            rotation = .repeated
            expiresIn = .text
            framing = .old
        case .compressing:
            framing = .chunked
            compresses = true
        }
    }
}
