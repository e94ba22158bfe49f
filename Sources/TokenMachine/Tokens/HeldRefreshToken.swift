// SPDX-License-Identifier: Apache-2.0

/// A refresh token that a state holds.
public struct HeldRefreshToken: Hashable, Sendable, BitwiseCopyable {
    /// Names the token.
    public var ref: TokenRef
    /// When the request that brought it was sent, or the last one that it was seen to serve. Keep-alive counts from
    /// here.
    public var issuedAt: Instant
    /// Whether a try of it may have reached the server without our seeing the answer. Then a server that rotates
    /// may have replaced it already, and a later refusal means that we lost the answer, not that it was revoked.
    public var isOutcomeUnknown: Bool

    /// A refresh token with what is known of it.
    @inlinable
    public init(ref: TokenRef, issuedAt: Instant, isOutcomeUnknown: Bool = false) {
        self.ref = ref
        self.issuedAt = issuedAt
        self.isOutcomeUnknown = isOutcomeUnknown
    }

    /// The same token, after a try whose outcome was `reached`.
    @inlinable
    func afterTry(reached: Reach) -> HeldRefreshToken {
        var token = self
        token.isOutcomeUnknown = isOutcomeUnknown || reached == .maybe
        return token
    }
}
