// SPDX-License-Identifier: Apache-2.0

/// An access token that a state holds.
public struct HeldAccessToken: Hashable, Sendable, BitwiseCopyable {
    /// Names the token.
    public var ref: TokenRef
    /// When the request that brought it was sent. Its lifetime counts from here, as the server's clock is not ours.
    public var issuedAt: Instant
    /// From this instant on it is handed out no more, a little before the server stops honouring it.
    public var hardStop: Instant

    /// An access token handed out until `hardStop`.
    @inlinable
    public init(ref: TokenRef, issuedAt: Instant, hardStop: Instant) {
        self.ref = ref
        self.issuedAt = issuedAt
        self.hardStop = hardStop
    }

    /// Whether it may be handed out at `instant`. The machine has no second notion of expiry.
    @inlinable
    public func isUsable(at instant: Instant) -> Bool {
        instant < hardStop
    }
}
