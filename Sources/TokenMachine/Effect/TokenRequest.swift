// SPDX-License-Identifier: Apache-2.0

/// A token request to make.
public struct TokenRequest: Hashable, Sendable, BitwiseCopyable {
    /// What the request offers for tokens (RFC 6749 sections 4.3 and 6).
    public enum GrantType: Hashable, Sendable, BitwiseCopyable {
        /// The user name and password that came with the sign-in.
        case password
        /// The refresh token of that name.
        case refreshToken(TokenRef)
    }

    /// Which exchange this is. Its answer names it.
    public var current: TokenTry
    /// What it offers.
    public var grantType: GrantType

    /// A request with that grant.
    @inlinable
    public init(_ current: TokenTry, grantType: GrantType) {
        self.current = current
        self.grantType = grantType
    }
}
