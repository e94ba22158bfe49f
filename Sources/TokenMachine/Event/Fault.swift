// SPDX-License-Identifier: Apache-2.0

/// A try that brought no usable answer.
public struct Fault: Hashable, Sendable, BitwiseCopyable {
    /// What went wrong.
    public var kind: FaultKind
    /// The HTTP status, where an answer came.
    public var status: UInt16?
    /// Whether the server may have seen the request.
    public var reached: Reach
    /// How long the server asked to wait (`Retry-After`, RFC 9110 section 10.2.3).
    public var retryAfter: Interval?

    /// A fault of that kind.
    @inlinable
    public init(_ kind: FaultKind, status: UInt16? = nil, reached: Reach, retryAfter: Interval? = nil) {
        self.kind = kind
        self.status = status
        self.reached = reached
        self.retryAfter = retryAfter
    }
}

/// Whether a request reached the server.
public enum Reach: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// It surely did not: it was never sent.
    case no = 1
    /// It may have, so its refresh token may be spent.
    case maybe = 2
}

/// The ways in which a try fails without a definite answer.
public enum FaultKind: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// The server's name was not found, or no connection could be made.
    case unreachable = 1
    /// TLS could not be agreed on, or the certificate was not trusted.
    case insecure = 2
    /// It was not sent, as its time had run out or the process was shutting down.
    case notSent = 3
    /// The connection broke before an answer was there.
    case disconnected = 4
    /// No answer came within the time limit.
    case timedOut = 5
    /// The server failed (5xx).
    case serverError = 6
    /// The server asked to come back later (408, 425, 429, 503).
    case overloaded = 7
    /// A redirect (3xx), which the token endpoint never sends.
    case redirected = 8
    /// A 4xx that is no OAuth error: a proxy, a captive portal.
    case refusedByProxy = 9
    /// A 2xx that is no grant.
    case notAGrant = 10
    /// It was not sent, as the refresh token is not there: a log was restored without its vault, or the vault's key is
    /// another one. No later try can do better.
    case tokenMissing = 11
}
