// SPDX-License-Identifier: Apache-2.0

public import Foundation

extension Sandbox {
    /// The key of the client that the sandbox knows.
    public var clientKey: String { configuration.clientKey }
    /// The client's secret.
    public var clientSecret: String { configuration.clientSecret }
    /// The name of the user that the sandbox knows.
    public var username: String { configuration.username }
    /// The password that the sandbox started with.
    public var password: String { configuration.password }

    /// What came in so far.
    public var counts: SandboxCounts { state.withModel { $0.journal.counts } }

    /// The token requests so far, in the order of their arrival.
    public var journal: [TokenRequestRecord] { state.withModel { $0.journal.records } }

    /// Forgets counts and journal. Which refresh tokens came in before is remembered.
    public func resetCounts() { state.withModel { $0.journal.reset() } }

    /// The name under which the journal knows a refresh token.
    public static func hash(ofRefreshToken token: String) -> String { Journal.hash(token) }

    /// Writes the authority's certificate, in PEM, to a file.
    public func writeCertificateAuthority(to file: URL) throws(SandboxError) {
        try WholeFile.write(certificateAuthorityPEM, to: file, for: .everyone)
    }

    /// Makes every access token expire now; the API answers 401 and says so.
    public func expireAllAccessTokens() { authorize { $0.expireAllAccessTokens() } }

    /// Makes every refresh token expire now.
    public func expireAllRefreshTokens() { authorize { $0.expireAllRefreshTokens() } }

    /// Drops what has expired, as the server does now and then: "has expired" then turns into "is invalid".
    public func dropExpiredTokens() {
        let now = configuration.now()
        authorize { $0.dropExpiredTokens(at: now) }
    }

    /// Makes the API not know this access token any more.
    public func reject(accessToken: String) { authorize { $0.accessTokens[accessToken] = nil } }

    /// Makes the API not know any access token that was issued so far.
    public func rejectCurrentAccessTokens() { authorize { $0.accessTokens = [:] } }

    /// Makes the token endpoint not know any refresh token that was issued so far.
    public func revokeAllRefreshTokens() { authorize { $0.refreshTokens = [:] } }

    /// Gives the user another password. Tokens stay good.
    public func changePassword(to password: String) {
        authorize { $0.users[configuration.username]?.password = password }
    }

    /// Turns the client off or on again: all its token requests are then `invalid_client`. Tokens stay good.
    public func setClientDisabled(_ isDisabled: Bool) {
        authorize { $0.clients[configuration.clientKey]?.isDisabled = isDisabled }
    }

    /// Turns the account off or on again. It still gets tokens, but the API answers 401.
    public func setUserDisabled(_ isDisabled: Bool) {
        authorize { $0.users[configuration.username]?.isDisabled = isDisabled }
    }

    /// Sets which grant types the client may use.
    public func allowGrantTypes(_ grantTypes: Set<String>) {
        authorize { $0.clients[configuration.clientKey]?.grantTypes = grantTypes }
    }

    /// Adds another client, which may use the password and refresh grants.
    public func addClient(key: String, secret: String) {
        authorize {
            $0.clients[key] = AuthorizationServer.Client(
                secret: secret, grantTypes: ["password", "refresh_token"])
        }
    }

    /// The records of a collection such as `events`, forbidden ones included.
    public func records(in collection: String) -> [SandboxRecord] {
        state.withModel { $0.records.records(in: collection) }
    }

    private func authorize(_ change: (inout AuthorizationServer) -> Void) {
        state.withModel { change(&$0.authorization) }
    }
}
