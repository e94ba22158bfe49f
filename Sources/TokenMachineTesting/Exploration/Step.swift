// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What is known outside of the machine about the tokens that it names.
///
/// An ``Invariant`` that speaks of the server needs it; a simulated world can tell, a log cannot.
public protocol TokenLedger: Sendable {
    /// Whether the server would still take this refresh token.
    func isLive(_ refresh: TokenRef) -> Bool
    /// Whether this token belongs to what a sign-in, an adoption or a sign-out put an end to.
    func isEnded(_ ref: TokenRef) -> Bool
}

/// A ledger of somebody who knows nothing: no token is live, and none is ended.
public struct BlankLedger: TokenLedger {
    /// A ledger that has nothing to say.
    public init() {}
    public func isLive(_ refresh: TokenRef) -> Bool { false }
    public func isEnded(_ ref: TokenRef) -> Bool { false }
}

/// One step of a session: the state before, the event, and what the machine made of it.
public struct Step: Sendable {
    /// The state before.
    public var before: TokenState
    /// What happened.
    public var event: TokenEvent
    /// The policy in force.
    public var policy: TokenPolicy
    /// What the machine made of it.
    public var transition: Transition
    /// What the world knows of the tokens, before the event's own tokens are let go.
    public var ledger: any TokenLedger

    /// A step that was taken.
    @inlinable
    public init(
        before: TokenState,
        event: TokenEvent,
        policy: TokenPolicy,
        transition: Transition,
        ledger: any TokenLedger = BlankLedger()
    ) {
        self.before = before
        self.event = event
        self.policy = policy
        self.transition = transition
        self.ledger = ledger
    }

    /// The state after.
    @inlinable
    public var after: TokenState { transition.state }

    /// The effects.
    @inlinable
    public var effects: Effects { transition.effects }
}
