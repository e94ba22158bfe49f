// SPDX-License-Identifier: Apache-2.0

/// Why a session cannot, or soon will not, hand out an access token.
public enum Failure: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// Nobody has signed in.
    case notSignedIn = 1
    /// The server said no to the user name and password (`invalid_grant` to a password grant).
    case signInRejected = 2
    /// The server said no to this client, or to the request as a whole: a code other than `invalid_grant`.
    case clientRejected = 3
    /// The server said no to the refresh token, every use of which was answered before: it expired or was revoked.
    case refreshTokenRejected = 4
    /// The refresh token is most likely spent, by a try of ours whose answer was lost.
    case refreshTokenLost = 5
    /// There was no refresh token to renew with: none was granted, or the vault does not have it.
    case noRefreshToken = 6
    /// Every try failed without a definite answer.
    case unavailable = 7
    /// The API refused one new access token after another.
    case accessRefused = 8
    /// The server granted an access token that had no usable time left.
    case grantUnusable = 9
    /// The process that held the password is gone.
    case interrupted = 10

    /// Whether trying again later can cure it, given a refresh token to try with.
    @inlinable
    public var isRecoverable: Bool {
        switch self {
        case .unavailable, .clientRejected, .accessRefused, .grantUnusable: true
        case .notSignedIn, .signInRejected, .refreshTokenRejected, .refreshTokenLost, .noRefreshToken, .interrupted:
            false
        }
    }
}
