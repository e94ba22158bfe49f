// SPDX-License-Identifier: Apache-2.0

import Foundation

extension AuthorizationServer {
    /// Lets an API call in, or says why not.
    ///
    /// - Parameters:
    ///   - header: the `Authorization` header. Its scheme must read `Bearer`, then exactly one white space.
    func authenticate(_ header: String?, at now: Date) throws(BearerChallenge) {
        guard let token = Self.bearerToken(in: header) else { throw .authenticationRequired }
        guard let held = accessTokens[token] else { throw .invalidToken }
        guard Expiry.isAlive(until: held.expiry, at: now) else { throw .expiredToken }
        guard users[held.username]?.isDisabled == false else { throw .disabledAccount }
    }

    /// What `/Bearer\s(\S+)/` finds in the header; case matters.
    static func bearerToken(in header: String?) -> String? {
        guard let match = header?.firstMatch(of: /Bearer\s(\S+)/) else { return nil }
        return String(match.output.1)
    }

    /// Makes every access token as good as expired.
    mutating func expireAllAccessTokens() {
        for token in accessTokens.keys { accessTokens[token]?.expiry = .distantPast }
    }

    /// Makes every refresh token as good as expired.
    mutating func expireAllRefreshTokens() {
        for token in refreshTokens.keys { refreshTokens[token]?.expiry = .distantPast }
    }

    /// Drops expired tokens, after which "has expired" turns into "is invalid" (the server's `clean` command).
    mutating func dropExpiredTokens(at now: Date) {
        accessTokens = accessTokens.filter { Expiry.isAlive(until: $0.value.expiry, at: now) }
        refreshTokens = refreshTokens.filter { Expiry.isAlive(until: $0.value.expiry, at: now) }
    }
}
