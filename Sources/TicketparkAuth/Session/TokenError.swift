// SPDX-License-Identifier: Apache-2.0

public import AuditLog
public import TokenMachine

/// Why a session gave no access token, and so what the caller can do. None carries a secret or a server's words.
public enum TokenError: Error, Hashable, Sendable {
    /// Only a new sign-in helps.
    case needsSignIn(Failure)
    /// Not now: the session tries again by itself from that time on.
    case unavailable(until: Instant, Failure)
    /// The caller's own time limit has passed. What it waited for goes on.
    case timedOut
    /// The audit log cannot be written, and nothing takes effect without it.
    case logUnavailable(LogError)
    /// The refresh token offered for adoption was spent by this session, at that seq of its log.
    case adoptionRefused(spentAt: Int64)
    /// The tokens offered for adoption can be used no more.
    case nothingToAdopt
    /// Another sign-in or adoption took the place of this one.
    case superseded
    /// The service is shutting down.
    case shuttingDown
}

extension TokenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .needsSignIn(let failure): "the session needs a sign-in: \(failure.explanation)"
        case .unavailable(_, let failure): "no access token for now: \(failure.explanation); try later"
        case .timedOut: "no access token came in time; the session goes on trying"
        case .logUnavailable(let error): "the audit log cannot be written: \(error)"
        case .adoptionRefused(let seq):
            "that refresh token was spent by this session (seq \(seq)); adopt the newest one, or sign in"
        case .nothingToAdopt: "the tokens offered have run out; adopt a refresh token, or sign in"
        case .superseded: "another sign-in took the place of this one"
        case .shuttingDown: "the service is shutting down"
        }
    }
}

extension Failure {
    /// What happened, for people.
    public var explanation: String {
        switch self {
        case .notSignedIn: "nobody has signed in"
        case .signInRejected: "the server refused the user name or the password"
        case .clientRejected: "the server refused this client or its request; check client key and secret"
        case .refreshTokenRejected: "the server refused the refresh token: it expired or was revoked"
        case .refreshTokenLost: "the answer that carried the new refresh token was lost"
        case .noRefreshToken: "there is no refresh token to renew with"
        case .unavailable: "the token endpoint gave no usable answer"
        case .accessRefused: "the API refused new access tokens"
        case .grantUnusable: "the server granted an access token that had run out"
        case .interrupted: "the process that held the password ended before the server answered"
        }
    }
}
