// SPDX-License-Identifier: Apache-2.0

public import AuditLog
public import TokenMachine

/// An access token, usable when it was handed out.
public struct AccessToken: Hashable, Sendable {
    /// Names the token in states and logs without telling it.
    public let ref: TokenRef
    /// The token itself.
    public let secret: Secret
    /// From this instant on the session hands it out no more.
    public let hardStop: Instant

    package init(ref: TokenRef, secret: Secret, hardStop: Instant) {
        self.ref = ref
        self.secret = secret
        self.hardStop = hardStop
    }
}

/// What hands out access tokens and is told when one was refused: a session, or a stand-in for one in a test.
public protocol AccessTokenSource: Sendable {
    /// An access token that is usable now, refreshed if need be.
    func accessToken() async throws -> AccessToken

    /// Reports that the API answered 401 to `token`.
    ///
    /// If `token` is still the current one, the next ``accessToken()`` waits for a refresh; if not, nothing happens.
    func reject(_ token: AccessToken) async
}
