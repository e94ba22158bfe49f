// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// One of the ways in which a state of one kind can meet an event of one kind: the shape of a transition, without
/// times and refs.
public struct CellOutcome: Hashable, Sendable {
    /// When it comes to this, in words.
    public var when: String
    /// The kind of the next state.
    public var next: StateKind
    /// What is sent, where something is.
    public var send: SentGrant?
    /// What callers are told, where they are told something.
    public var settle: SettledKind?
    /// The effects that may come along: `wake` where the deadline changed, `forget` where a ref was let go.
    public var optional: OptionalEffects
    /// How the event was met.
    public var disposition: Disposition

    /// An outcome of that shape.
    public init(
        when: String,
        next: StateKind,
        send: SentGrant? = nil,
        settle: SettledKind? = nil,
        optional: OptionalEffects = [],
        disposition: Disposition = .taken
    ) {
        self.when = when
        self.next = next
        self.send = send
        self.settle = settle
        self.optional = optional
        self.disposition = disposition
    }

    /// Whether `transition` has this shape.
    public func matches(_ transition: Transition) -> Bool {
        transition.state.kind == next
            && transition.effects.send.map(SentGrant.init) == send
            && isSettled(transition.effects.settle)
            && optional.isSuperset(of: OptionalEffects(transition.effects))
            && transition.disposition == disposition
    }

    private func isSettled(_ outcome: Outcome?) -> Bool {
        switch (settle, outcome) {
        case (nil, nil): true
        case (.heldFailure, .failed): true
        case (let settle?, let outcome?): settle == SettledKind(outcome)
        case (nil, _?), (_?, nil): false
        }
    }
}

/// What a request offers for tokens, without the ref.
public enum SentGrant: String, Hashable, Sendable, CaseIterable {
    /// A user name and a password (RFC 6749 section 4.3).
    case password
    /// A refresh token (RFC 6749 section 6).
    case refreshToken = "refresh token"

    /// The kind of grant of `request`.
    public init(_ request: TokenRequest) {
        self =
            switch request.grantType {
            case .password: .password
            case .refreshToken: .refreshToken
            }
    }
}

/// What callers that wait are told, without refs and times.
public enum SettledKind: Hashable, Sendable {
    /// They get an access token.
    case token
    /// They are told of that failure.
    case failed(Failure)
    /// The failure that the state held, whichever it was.
    case heldFailure
    /// They are told that there is none for now.
    case unavailable
    /// They are told that another sign-in or adoption took the place of theirs.
    case superseded
    /// They are told that somebody signed out.
    case signedOut

    /// The kind of `outcome`.
    public init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .token: .token
            case .failed(let failure): .failed(failure)
            case .unavailable: .unavailable
            case .superseded: .superseded
            case .signedOut: .signedOut
            }
    }
}

/// Effects that come or do not come as the facts have it, and change nothing in kind.
public struct OptionalEffects: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The timer is set, moved or cleared.
    public static let wake = OptionalEffects(rawValue: 1)
    /// Secrets are dropped.
    public static let forget = OptionalEffects(rawValue: 2)

    /// Those of `effects`.
    public init(_ effects: Effects) {
        self = []
        if effects.wake != nil { insert(.wake) }
        if !effects.forget.isEmpty { insert(.forget) }
    }
}
