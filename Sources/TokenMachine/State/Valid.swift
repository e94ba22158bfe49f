// SPDX-License-Identifier: Apache-2.0

/// An access token is held that may be handed out until its hard stop.
///
/// Leads to: `refreshing` (renewal, rejection), `expired` (hard stop), `failed` (hard stop or rejection without a
/// way to renew, too many rejections), `valid` (late grant, adoption), `authenticating` (sign-in),
/// `unauthenticated` (sign-out).
public struct Valid: Hashable, Sendable, BitwiseCopyable {
    /// The attempts of this session so far.
    public var attempts: AttemptSequence
    /// The token to hand out.
    public var access: HeldAccessToken
    /// How many tokens before this one were refused by the API in a row.
    public var refusals: UInt32
    /// How it will be renewed.
    public var renewal: Renewal

    /// The state of a session that holds `access`.
    @inlinable
    public init(attempts: AttemptSequence, access: HeldAccessToken, refusals: UInt32 = 0, renewal: Renewal) {
        self.attempts = attempts
        self.access = access
        self.refusals = refusals
        self.renewal = renewal
    }
}

/// How a valid session renews its access token.
public enum Renewal: Hashable, Sendable, BitwiseCopyable {
    /// With this refresh token, from that time on.
    case due(at: Instant, HeldRefreshToken)
    /// Not now: the last refresh was given up for that reason. The refresh token stays, as a late grant may name it.
    case heldBack(Failure, HeldRefreshToken)
    /// Not at all: there is no refresh token.
    case impossible

    /// The refresh token, where there is one.
    @inlinable
    public var refresh: HeldRefreshToken? {
        switch self {
        case .due(_, let refresh), .heldBack(_, let refresh): refresh
        case .impossible: nil
        }
    }
}
