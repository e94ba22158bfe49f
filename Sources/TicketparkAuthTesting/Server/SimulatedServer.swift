// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// A token server in memory and in virtual time: it issues tokens, rotates refresh tokens in three steps between
/// which it may crash, and knows of each token what became of it.
public struct SimulatedServer: Sendable {
    /// What a refresh token is worth.
    public enum RefreshTokenStatus: Hashable, Sendable {
        /// It buys tokens.
        case live
        /// It was spent.
        case spent
        /// It, or its whole family, was revoked; or it ran out.
        case dead
    }

    /// Where the server crashes in the middle of a rotation. What was done before that stays done.
    public enum CrashPoint: Hashable, Sendable, CaseIterable {
        /// The new access token is there, nothing else.
        case afterAccessToken
        /// Both new tokens are there, and the old refresh token still lives.
        case afterRefreshToken
        /// All is done but the answer.
        case afterRotation
    }

    /// What the server answers.
    package enum Answer: Hashable, Sendable {
        case granted(access: String, refresh: String?, lifetime: Interval)
        case denied(OAuthErrorCode)
        case crashed
    }

    /// What is offered to the server.
    package enum Offer: Hashable, Sendable {
        case password(username: String, password: String)
        case refreshToken(String)
    }

    private struct RefreshToken {
        var family: Int
        var isSpent = false
        var expiresAt: Instant
    }

    private struct AccessToken {
        var family: Int
        var expiresAt: Instant
    }

    /// How long access tokens live.
    public var accessTokenLifetime: Interval = .seconds(600)
    /// How long refresh tokens live from their issue.
    public var refreshTokenLifetime: Interval = .days(14)
    /// Whether a refresh replaces the refresh token.
    public var rotates = true
    /// Whether a spent refresh token that comes again ends its family.
    public var revokesFamilyOnReuse = false
    /// The password that is taken. Another one is refused.
    public var password = "correct horse"
    /// Whether the client is refused (`invalid_client`).
    public var isClientDisabled = false

    private var accessTokens: [String: AccessToken] = [:]
    private var refreshTokens: [String: RefreshToken] = [:]
    private var revokedFamilies: Set<Int> = []
    private var families = 0
    private var issued = 0

    /// How many grants were issued so far.
    package var issuedCount: Int { issued }

    /// A server that has issued nothing.
    public init() {}

    /// Handles one token request.
    package mutating func handle(_ offer: Offer, at now: Instant, crash: CrashPoint? = nil) -> Answer {
        guard !isClientDisabled else { return .denied(.invalidClient) }
        switch offer {
        case .password(_, let password):
            guard password == self.password else { return .denied(.invalidGrant) }
            families += 1
            return issue(family: families, replacing: nil, at: now, crash: crash)
        case .refreshToken(let token):
            switch status(ofRefreshToken: token, at: now) {
            case .live:
                guard let held = refreshTokens[token] else { return .denied(.invalidGrant) }
                return issue(family: held.family, replacing: token, at: now, crash: crash)
            case .spent:
                if revokesFamilyOnReuse, let held = refreshTokens[token] { revokedFamilies.insert(held.family) }
                return .denied(.invalidGrant)
            case .dead:
                return .denied(.invalidGrant)
            }
        }
    }

    private mutating func issue(family: Int, replacing old: String?, at now: Instant, crash: CrashPoint?) -> Answer {
        issued += 1
        if issued.isMultiple(of: 1024) { forgetWhatRanOut(by: now) }
        let access = "access-\(issued)"
        accessTokens[access] = AccessToken(family: family, expiresAt: now + accessTokenLifetime)
        guard crash != .afterAccessToken else { return .crashed }
        if let old, !rotates {
            refreshTokens[old]?.expiresAt = now + refreshTokenLifetime
            return crash == nil ? .granted(access: access, refresh: nil, lifetime: accessTokenLifetime) : .crashed
        }
        let refresh = "refresh-\(issued)"
        refreshTokens[refresh] = RefreshToken(family: family, expiresAt: now + refreshTokenLifetime)
        guard crash != .afterRefreshToken else { return .crashed }
        if let old { refreshTokens[old]?.isSpent = true }
        guard crash != .afterRotation else { return .crashed }
        return .granted(access: access, refresh: refresh, lifetime: accessTokenLifetime)
    }

    /// Drops the tokens that are worth nothing any more, so that a long life takes no more memory than a short one.
    private mutating func forgetWhatRanOut(by now: Instant) {
        accessTokens = accessTokens.filter { now < $0.value.expiresAt }
        refreshTokens = refreshTokens.filter { now < $0.value.expiresAt }
    }

    /// Whether the API takes this access token.
    package func accepts(accessToken: String, at now: Instant) -> Bool {
        guard let token = accessTokens[accessToken] else { return false }
        return now < token.expiresAt && !revokedFamilies.contains(token.family)
    }

    /// What this refresh token is worth.
    package func status(ofRefreshToken token: String, at now: Instant) -> RefreshTokenStatus {
        guard let held = refreshTokens[token] else { return .dead }
        if revokedFamilies.contains(held.family) { return .dead }
        if held.isSpent { return .spent }
        return now < held.expiresAt ? .live : .dead
    }

    /// Takes no access token issued so far any more.
    public mutating func expireAllAccessTokens() {
        accessTokens = [:]
    }

    /// Revokes every token issued so far.
    public mutating func revokeEverything() {
        revokedFamilies.formUnion(0...families)
    }
}
