// SPDX-License-Identifier: Apache-2.0

extension TokenEvent {
    /// Somebody supplied a user name and password.
    @inlinable
    public static func signInRequested(at instant: Instant) -> TokenEvent {
        TokenEvent(.signInRequested, at: instant)
    }

    /// Tokens got elsewhere were handed over.
    @inlinable
    public static func grantAdopted(_ grant: Grant, at instant: Instant) -> TokenEvent {
        TokenEvent(.grantAdopted(grant), at: instant)
    }

    /// The token endpoint answered `try`, in which the refresh token `spent` was offered, with tokens. For a password
    /// grant `spent` is `nil`.
    @inlinable
    public static func grantIssued(
        _ grant: Grant, to try: TokenTry, spent: TokenRef?, at instant: Instant
    ) -> TokenEvent {
        TokenEvent(.grantIssued(`try`, grant, spent: spent), at: instant)
    }

    /// The token endpoint answered `try` with a definite no.
    @inlinable
    public static func requestDenied(_ try: TokenTry, _ denial: Denial, at instant: Instant) -> TokenEvent {
        TokenEvent(.requestDenied(`try`, denial), at: instant)
    }

    /// `try` brought no usable answer.
    @inlinable
    public static func requestFaulted(_ try: TokenTry, _ fault: Fault, at instant: Instant) -> TokenEvent {
        TokenEvent(.requestFaulted(`try`, fault), at: instant)
    }

    /// A caller needs an access token, and none is usable.
    @inlinable
    public static func tokenRequested(at instant: Instant) -> TokenEvent {
        TokenEvent(.tokenRequested, at: instant)
    }

    /// The API answered 401 to this access token.
    @inlinable
    public static func accessRejected(_ ref: TokenRef, at instant: Instant) -> TokenEvent {
        TokenEvent(.accessRejected(ref), at: instant)
    }

    /// The instant that the state was waiting for has come.
    @inlinable
    public static func deadlineReached(at instant: Instant) -> TokenEvent {
        TokenEvent(.deadlineReached, at: instant)
    }

    /// The process that ran this attempt is known to be gone.
    @inlinable
    public static func attemptInterrupted(_ attempt: Attempt, at instant: Instant) -> TokenEvent {
        TokenEvent(.attemptInterrupted(attempt), at: instant)
    }

    /// Forget everything.
    ///
    /// With `burn` the refresh token is also spent and the answer dropped, the only way to kill it at a server without
    /// a revocation endpoint.
    @inlinable
    public static func signOutRequested(burn: Bool = false, at instant: Instant) -> TokenEvent {
        TokenEvent(.signOutRequested(burn: burn), at: instant)
    }
}
