// SPDX-License-Identifier: Apache-2.0

/// No access token can be had: for now, or until somebody signs in.
///
/// Leads to: `refreshing` (recoverable and cooled down), `valid` (late grant, adoption), `failed` (an unusable late
/// grant), `expired` (adoption), `authenticating` (sign-in), `unauthenticated` (sign-out).
public struct Failed: Hashable, Sendable, BitwiseCopyable {
    /// The attempts of this session so far.
    public var attempts: AttemptSequence
    /// Why.
    public var failure: Failure
    /// The refresh token, where there is one.
    public var refresh: HeldRefreshToken?
    /// How many access tokens were refused by the API in a row.
    public var refusals: UInt32
    /// From when on a recoverable failure may be tried again.
    public var coolDownEnd: Instant
    /// How many cool-downs there were in a row, this one included.
    public var coolDowns: UInt32

    /// The state of a session that failed.
    @inlinable
    public init(
        attempts: AttemptSequence,
        failure: Failure,
        refresh: HeldRefreshToken? = nil,
        refusals: UInt32 = 0,
        coolDownEnd: Instant,
        coolDowns: UInt32 = 1
    ) {
        self.attempts = attempts
        self.failure = failure
        self.refresh = refresh
        self.refusals = refusals
        self.coolDownEnd = coolDownEnd
        self.coolDowns = coolDowns
    }

    /// The refresh token with which this failure can be tried again, where it can.
    @inlinable
    public var recovery: HeldRefreshToken? {
        failure.isRecoverable ? refresh : nil
    }
}
