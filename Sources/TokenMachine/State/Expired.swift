// SPDX-License-Identifier: Apache-2.0

/// No access token is usable; a refresh token is held, and nothing is on its way.
///
/// Leads to: `refreshing` (renewal), `valid` (late grant, adoption), `failed` (an unusable late grant), `expired`
/// (adoption), `authenticating` (sign-in), `unauthenticated` (sign-out).
public struct Expired: Hashable, Sendable, BitwiseCopyable {
    /// The attempts of this session so far.
    public var attempts: AttemptSequence
    /// The token to renew with.
    public var refresh: HeldRefreshToken

    /// The state of a session that holds `refresh` alone.
    @inlinable
    public init(attempts: AttemptSequence, refresh: HeldRefreshToken) {
        self.attempts = attempts
        self.refresh = refresh
    }
}
