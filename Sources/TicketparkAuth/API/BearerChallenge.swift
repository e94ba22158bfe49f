// SPDX-License-Identifier: Apache-2.0

/// What a server says of a bearer token that it refuses (`WWW-Authenticate`, RFC 6750 section 3).
///
/// Its texts are the server's: show them escaped, and branch on ``error`` at most. Ticketpark's server says
/// `invalid_grant` where the RFC has `invalid_token`.
public struct BearerChallenge: Hashable, Sendable {
    /// The protected area.
    public let realm: String?
    /// The scope that is needed.
    public let scope: String?
    /// The error code.
    public let error: String?
    /// What the error means, for people.
    public let errorDescription: String?

    /// The first challenge of scheme `Bearer` among those of these header values.
    ///
    /// - Parameter values: The values of the `WWW-Authenticate` fields, in order.
    public init?(headerValues values: [String]) {
        self.init(values: values, unlessTheyTell: SentSecrets([]))
    }

    init?(values: [String], unlessTheyTell secrets: SentSecrets) {
        let challenges = values.lazy.flatMap(AuthenticationChallenge.parse)
        guard let challenge = challenges.first(where: { $0.scheme == "bearer" }) else { return nil }
        func text(_ name: String) -> String? {
            ServerText(challenge.parameters[name], unlessItTells: secrets)?.text
        }
        realm = text("realm")
        scope = text("scope")
        error = text("error")
        errorDescription = text("error_description")
    }
}
