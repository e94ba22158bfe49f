// SPDX-License-Identifier: Apache-2.0

/// What callers that wait are told.
public enum Outcome: Hashable, Sendable, BitwiseCopyable {
    /// Here is an access token.
    case token(TokenRef)
    /// None can be had.
    case failed(Failure)
    /// None can be had before that time.
    case unavailable(until: Instant)
    /// A newer sign-in or adoption took the place of what they waited for.
    case superseded
    /// The session was signed out.
    case signedOut
}
