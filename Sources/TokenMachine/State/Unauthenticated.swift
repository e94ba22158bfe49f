// SPDX-License-Identifier: Apache-2.0

/// Nobody is signed in, and nothing is held.
///
/// Leads to: `authenticating` (sign-in), `valid` and `expired` (adoption).
public struct Unauthenticated: Hashable, Sendable, BitwiseCopyable {
    /// The attempts of this session so far.
    public var attempts: AttemptSequence

    /// The state of a session that is signed out.
    @inlinable
    public init(attempts: AttemptSequence) {
        self.attempts = attempts
    }
}
