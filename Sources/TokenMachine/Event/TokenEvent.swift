// SPDX-License-Identifier: Apache-2.0

/// Something that happened to a session, and when.
public struct TokenEvent: Hashable, Sendable, BitwiseCopyable {
    /// What happened.
    public enum Fact: Hashable, Sendable, BitwiseCopyable {
        /// Somebody supplied a user name and password.
        case signInRequested
        /// Tokens got elsewhere were handed over.
        case grantAdopted(Grant)
        /// The token endpoint answered a try with tokens. `spent` is the refresh token that it was asked with.
        case grantIssued(TokenTry, Grant, spent: TokenRef?)
        /// The token endpoint answered a try with a definite no.
        case requestDenied(TokenTry, Denial)
        /// A try brought no usable answer.
        case requestFaulted(TokenTry, Fault)
        /// A caller needs an access token, and none is usable.
        case tokenRequested
        /// The API answered 401 to this access token.
        case accessRejected(TokenRef)
        /// The instant that the state was waiting for has come.
        case deadlineReached
        /// The process that ran this attempt is known to be gone.
        case attemptInterrupted(Attempt)
        /// Forget everything. With `burn`, the refresh token is spent and the answer dropped.
        case signOutRequested(burn: Bool)
    }

    /// When it happened.
    public var at: Instant
    /// What happened.
    public var fact: Fact

    /// The event that `fact` happened at that instant.
    @inlinable
    public init(_ fact: Fact, at instant: Instant) {
        self.at = instant
        self.fact = fact
    }

    /// Which of the ten kinds of event this is.
    @inlinable
    public var kind: EventKind {
        switch fact {
        case .signInRequested: .signInRequested
        case .grantAdopted: .grantAdopted
        case .grantIssued: .grantIssued
        case .requestDenied: .requestDenied
        case .requestFaulted: .requestFaulted
        case .tokenRequested: .tokenRequested
        case .accessRejected: .accessRejected
        case .deadlineReached: .deadlineReached
        case .attemptInterrupted: .attemptInterrupted
        case .signOutRequested: .signOutRequested
        }
    }

    /// The grant that it brought, if it brought one.
    @inlinable
    public var grant: Grant? {
        switch fact {
        case .grantAdopted(let grant), .grantIssued(_, let grant, spent: _): grant
        case .signInRequested, .requestDenied, .requestFaulted, .tokenRequested, .accessRejected, .deadlineReached,
            .attemptInterrupted, .signOutRequested:
            nil
        }
    }
}

/// The ten kinds of event, without what they carry.
public enum EventKind: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// ``TokenEvent/Fact/signInRequested``.
    case signInRequested = 1
    /// ``TokenEvent/Fact/grantAdopted(_:)``.
    case grantAdopted = 2
    /// ``TokenEvent/Fact/grantIssued(_:_:spent:)``.
    case grantIssued = 3
    /// ``TokenEvent/Fact/requestDenied(_:_:)``.
    case requestDenied = 4
    /// ``TokenEvent/Fact/requestFaulted(_:_:)``.
    case requestFaulted = 5
    /// ``TokenEvent/Fact/tokenRequested``.
    case tokenRequested = 6
    /// ``TokenEvent/Fact/accessRejected(_:)``.
    case accessRejected = 7
    /// ``TokenEvent/Fact/deadlineReached``.
    case deadlineReached = 8
    /// ``TokenEvent/Fact/attemptInterrupted(_:)``.
    case attemptInterrupted = 9
    /// ``TokenEvent/Fact/signOutRequested(burn:)``.
    case signOutRequested = 10
}
