// SPDX-License-Identifier: Apache-2.0

/// A password is on its way to the token endpoint (RFC 6749 section 4.3).
///
/// Leads to: `valid` (grant), `failed` (denied, out of tries, interrupted, unusable grant), `authenticating` (a
/// retry, or another sign-in), `expired` (adoption), `unauthenticated` (sign-out).
public struct Authenticating: Hashable, Sendable, BitwiseCopyable {
    /// The attempts of this session so far, this one included.
    public var attempts: AttemptSequence
    /// The request that is waited for.
    public var request: PendingRequest

    /// The state of a session whose sign-in waits for `request`.
    @inlinable
    public init(attempts: AttemptSequence, request: PendingRequest) {
        self.attempts = attempts
        self.request = request
    }
}
