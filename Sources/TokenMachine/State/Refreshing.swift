// SPDX-License-Identifier: Apache-2.0

/// A refresh token is being spent (RFC 6749 section 6).
///
/// Leads to: `valid` (grant; or given up while the access token lasts), `failed` (given up, out of tries, unusable
/// grant), `refreshing` (a retry, a rejection), `expired` (adoption), `authenticating` (sign-in),
/// `unauthenticated` (sign-out).
public struct Refreshing: Hashable, Sendable, BitwiseCopyable {
    /// The attempts of this session so far, this one included.
    public var attempts: AttemptSequence
    /// The token that is being spent.
    public var refresh: HeldRefreshToken
    /// The access token to hand out meanwhile, while it lasts.
    public var access: HeldAccessToken?
    /// How many access tokens were refused by the API in a row.
    public var refusals: UInt32
    /// How many cool-downs came before this attempt in a row.
    public var coolDowns: UInt32
    /// The request that is waited for.
    public var request: PendingRequest

    /// The state of a session that spends `refresh`.
    @inlinable
    public init(
        attempts: AttemptSequence,
        refresh: HeldRefreshToken,
        access: HeldAccessToken? = nil,
        refusals: UInt32 = 0,
        coolDowns: UInt32 = 0,
        request: PendingRequest
    ) {
        self.attempts = attempts
        self.refresh = refresh
        self.access = access
        self.refusals = refusals
        self.coolDowns = coolDowns
        self.request = request
    }

    /// The access token that may still be handed out at `now`.
    @inlinable
    public func usableAccess(at now: Instant) -> HeldAccessToken? {
        guard let access, access.isUsable(at: now) else { return nil }
        return access
    }
}
