// SPDX-License-Identifier: Apache-2.0

/// A definite no of the token endpoint (RFC 6749 section 5.2).
public struct Denial: Hashable, Sendable, BitwiseCopyable {
    /// The `error` code. It decides; the description never does.
    public var code: OAuthErrorCode
    /// The HTTP status, 400 or 401. Ticketpark's server sends 400 where the RFC asks for 401, so it decides nothing.
    public var status: UInt16

    /// A no with that code and status.
    @inlinable
    public init(code: OAuthErrorCode, status: UInt16) {
        self.code = code
        self.status = status
    }
}

/// The error codes of RFC 6749 section 5.2.
public enum OAuthErrorCode: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// The request is malformed (`invalid_request`).
    case invalidRequest = 1
    /// The client is not known, or not who it says (`invalid_client`).
    case invalidClient = 2
    /// The password is wrong, or the refresh token is dead (`invalid_grant`).
    case invalidGrant = 3
    /// The client may not use this grant (`unauthorized_client`).
    case unauthorizedClient = 4
    /// The server does not have this grant (`unsupported_grant_type`).
    case unsupportedGrantType = 5
    /// The scope is not known, or more than may be had (`invalid_scope`).
    case invalidScope = 6
    /// A code that the RFC does not know.
    case other = 7
}
