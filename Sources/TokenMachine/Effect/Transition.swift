// SPDX-License-Identifier: Apache-2.0

/// The machine's answer to an event: where the session stands now, what is to be done, and how the event was met.
public struct Transition: Hashable, Sendable, BitwiseCopyable {
    /// The next state.
    public var state: TokenState
    /// What is to be done.
    public var effects: Effects
    /// How the event was met.
    public var disposition: Disposition

    /// A transition to `state`.
    @inlinable
    public init(_ state: TokenState, _ effects: Effects = Effects(), _ disposition: Disposition = .taken) {
        self.state = state
        self.effects = effects
        self.disposition = disposition
    }
}

/// How the machine met an event.
public enum Disposition: Hashable, Sendable, BitwiseCopyable {
    /// It took effect.
    case taken
    /// It left the state as it was, and of effects at most `forget` and `settle`.
    case ignored(IgnoreReason)
}

/// Why an event was ignored.
public enum IgnoreReason: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// It answers what is waited for no longer.
    case late = 1
    /// The deadline has not come, or there is none.
    case early = 2
    /// Nothing in this state asked for it.
    case unsolicited = 3
    /// A request is on its way already; the caller waits for that one.
    case joined = 4
    /// The access token can be used as it is.
    case usable = 5
    /// It says what is known already.
    case duplicate = 6
}
