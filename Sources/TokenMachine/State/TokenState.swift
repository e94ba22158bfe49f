// SPDX-License-Identifier: Apache-2.0

/// Where a session stands.
///
///     unauthenticated ──sign-in──▶ authenticating ──grant──▶ valid ──renewal──▶ refreshing ──grant──▶ valid
///                                        │                     │                    │
///                                        ▼                     ▼ hard stop          ▼ given up
///                                      failed               expired               failed
///
/// Each state holds what is true in it and nothing else. None of them holds a secret.
public enum TokenState: Hashable, Sendable, BitwiseCopyable {
    /// Nobody is signed in.
    case unauthenticated(Unauthenticated)
    /// A sign-in is on its way.
    case authenticating(Authenticating)
    /// An access token may be handed out.
    case valid(Valid)
    /// The access token has run out; a refresh token is there.
    case expired(Expired)
    /// A refresh is on its way.
    case refreshing(Refreshing)
    /// No access token can be had.
    case failed(Failed)

    /// The state of a new session.
    ///
    /// - Parameter seed: Sets the session's jitter apart from that of others. Any number will do; not a secret.
    @inlinable
    public static func initial(seed: UInt64) -> TokenState {
        .unauthenticated(Unauthenticated(attempts: AttemptSequence(seed: seed)))
    }

    /// Which of the six states this is.
    @inlinable
    public var kind: StateKind {
        switch self {
        case .unauthenticated: .unauthenticated
        case .authenticating: .authenticating
        case .valid: .valid
        case .expired: .expired
        case .refreshing: .refreshing
        case .failed: .failed
        }
    }

    /// The attempts of this session so far.
    @inlinable
    public var attempts: AttemptSequence {
        switch self {
        case .unauthenticated(let state): state.attempts
        case .authenticating(let state): state.attempts
        case .valid(let state): state.attempts
        case .expired(let state): state.attempts
        case .refreshing(let state): state.attempts
        case .failed(let state): state.attempts
        }
    }

    /// The access token that this state holds, usable or not.
    @inlinable
    public var access: HeldAccessToken? {
        switch self {
        case .valid(let state): state.access
        case .refreshing(let state): state.access
        case .unauthenticated, .authenticating, .expired, .failed: nil
        }
    }

    /// The refresh token that this state holds.
    @inlinable
    public var refresh: HeldRefreshToken? {
        switch self {
        case .valid(let state): state.renewal.refresh
        case .expired(let state): state.refresh
        case .refreshing(let state): state.refresh
        case .failed(let state): state.refresh
        case .unauthenticated, .authenticating: nil
        }
    }

    /// The token request that this state waits for.
    @inlinable
    public var request: PendingRequest? {
        switch self {
        case .authenticating(let state): state.request
        case .refreshing(let state): state.request
        case .unauthenticated, .valid, .expired, .failed: nil
        }
    }

    /// Whether this state holds the token named `ref`.
    @inlinable
    public func holds(_ ref: TokenRef) -> Bool {
        access?.ref == ref || refresh?.ref == ref
    }

    /// The access token that may be handed out at `instant`, where there is one.
    @inlinable
    public func usableAccess(at instant: Instant) -> HeldAccessToken? {
        guard let access, access.isUsable(at: instant) else { return nil }
        return access
    }

    /// The instant that this state waits for under `policy`; `nil` where it waits for none.
    ///
    /// ``Instant/distantPast`` means at once.
    @inlinable
    public func deadline(policy: TokenPolicy) -> Instant? {
        switch self {
        case .unauthenticated: nil
        case .authenticating(let state): state.request.deadline
        case .valid(let state): state.deadline(policy: policy)
        case .expired(let state): state.deadline(policy: policy)
        case .refreshing(let state): state.request.deadline
        case .failed(let state): state.recovery == nil ? nil : state.coolDownEnd
        }
    }
}

/// The six states, without what they hold.
public enum StateKind: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// ``TokenState/unauthenticated(_:)``.
    case unauthenticated = 1
    /// ``TokenState/authenticating(_:)``.
    case authenticating = 2
    /// ``TokenState/valid(_:)``.
    case valid = 3
    /// ``TokenState/expired(_:)``.
    case expired = 4
    /// ``TokenState/refreshing(_:)``.
    case refreshing = 5
    /// ``TokenState/failed(_:)``.
    case failed = 6
}

extension Valid {
    /// The renewal time where renewal comes by itself, else the hard stop.
    @inlinable
    func deadline(policy: TokenPolicy) -> Instant {
        switch (renewal, policy.renewal) {
        case (.due(let time, _), .eager): min(time, access.hardStop)
        case (.due, .onDemand), (.heldBack, _), (.impossible, _): access.hardStop
        }
    }
}

extension Expired {
    /// At once where renewal comes by itself, else the keep-alive time of the refresh token.
    @inlinable
    func deadline(policy: TokenPolicy) -> Instant {
        switch policy.renewal {
        case .eager: .distantPast
        case .onDemand: policy.keepAlive(issuedAt: refresh.issuedAt)
        }
    }
}
