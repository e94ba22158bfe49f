// SPDX-License-Identifier: Apache-2.0

/// What the token endpoint issued, or what was adopted from elsewhere: names and times, no secret.
public struct Grant: Hashable, Sendable, BitwiseCopyable {
    /// The access token. Absent only where a refresh token alone is adopted.
    public var access: GrantedAccessToken?
    /// The refresh token; RFC 6749 section 5.1 leaves it optional.
    public var refresh: TokenRef?
    /// When the request that this answers was sent. Lifetimes count from here.
    public var requestedAt: Instant

    /// A grant of these tokens.
    @inlinable
    public init(access: GrantedAccessToken?, refresh: TokenRef?, requestedAt: Instant) {
        self.access = access
        self.refresh = refresh
        self.requestedAt = requestedAt
    }
}

/// An access token as it was granted.
public struct GrantedAccessToken: Hashable, Sendable, BitwiseCopyable {
    /// Names the token.
    public var ref: TokenRef
    /// The lifetime that the server named (`expires_in`, RFC 6749 section 5.1), or `nil` where it named none that
    /// can be read. What it is worth is for ``TokenPolicy/lifetime(told:)`` to say.
    public var lifetime: Interval?

    /// An access token of that lifetime.
    @inlinable
    public init(ref: TokenRef, lifetime: Interval?) {
        self.ref = ref
        self.lifetime = lifetime
    }
}

extension Grant {
    /// The access token as a state would hold it, if there is one.
    ///
    /// A request that claims to be sent after its answer came is taken as sent when the answer came.
    @inlinable
    func heldAccess(at now: Instant, policy: TokenPolicy) -> HeldAccessToken? {
        guard let access else { return nil }
        let issuedAt = min(requestedAt, now)
        return HeldAccessToken(
            ref: access.ref,
            issuedAt: issuedAt,
            hardStop: policy.hardStop(issuedAt: issuedAt, lifetime: policy.lifetime(told: access.lifetime)))
    }

    /// The refresh token as a state would hold it, if there is one.
    @inlinable
    func heldRefresh(at now: Instant) -> HeldRefreshToken? {
        guard let refresh else { return nil }
        return HeldRefreshToken(ref: refresh, issuedAt: min(requestedAt, now))
    }
}
