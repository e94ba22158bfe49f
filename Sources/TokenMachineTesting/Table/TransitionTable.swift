// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// The table of transitions as data: for each of the 60 cells of state kind and event kind, what can come of it.
///
/// It is written down apart from the reducer, and tests hold each against the other: nothing comes of a cell that is
/// not listed, and nothing is listed that never comes.
public enum TransitionTable {
    /// One cell of the table.
    public struct Cell: Hashable, Sendable {
        /// The kind of the state.
        public var state: StateKind
        /// The kind of the event.
        public var event: EventKind
        /// What can come of it.
        public var outcomes: [CellOutcome]

        /// The listed outcome that `transition` is, if it is one.
        public func outcome(of transition: Transition) -> CellOutcome? {
            let matching = outcomes.filter { $0.matches(transition) }
            // An outcome that names its failure says more than one that takes any.
            return matching.first { $0.settle != .heldFailure } ?? matching.first
        }
    }

    /// The 60 cells, state by state.
    public static let cells: [Cell] =
        rows(of: .unauthenticated, unauthenticated) + rows(of: .authenticating, authenticating)
        + rows(of: .valid, valid) + rows(of: .expired, expired) + rows(of: .refreshing, refreshing)
        + rows(of: .failed, failed)

    /// The cell of `state` and `event`.
    public static func cell(_ state: StateKind, _ event: EventKind) -> Cell {
        cells[(Int(state.rawValue) - 1) * EventKind.allCases.count + Int(event.rawValue) - 1]
    }

    private static func rows(of state: StateKind, _ row: (EventKind) -> [CellOutcome]) -> [Cell] {
        EventKind.allCases.map { Cell(state: state, event: $0, outcomes: row($0)) }
    }

    static func taken(
        _ when: String,
        to next: StateKind,
        send: SentGrant? = nil,
        settle: SettledKind? = nil,
        may optional: OptionalEffects = [.wake, .forget]
    ) -> CellOutcome {
        CellOutcome(when: when, next: next, send: send, settle: settle, optional: optional)
    }

    static func ignored(
        _ when: String,
        in state: StateKind,
        _ reason: IgnoreReason,
        may optional: OptionalEffects = []
    ) -> CellOutcome {
        CellOutcome(when: when, next: state, optional: optional, disposition: .ignored(reason))
    }

    /// An answer that is not waited for.
    static func ignoredAnswer(in state: StateKind, may optional: OptionalEffects = []) -> [CellOutcome] {
        [
            ignored("an attempt that was begun", in: state, .late, may: optional),
            ignored("an attempt that was never begun", in: state, .unsolicited, may: optional),
        ]
    }

    /// A grant for the refresh token held, whichever attempt it answers, in a state that waits for none.
    static func lineage(_ when: String = "of this lineage", in state: StateKind) -> [CellOutcome] {
        [
            taken("\(when); usable", to: .valid, settle: .token),
            taken("\(when); no usable time left", to: .failed, settle: .failed(.grantUnusable)),
        ] + ignoredAnswer(in: state, may: .forget)
    }

    /// Tokens from elsewhere, in a state where a refresh token may be held.
    static func adoption(in state: StateKind, settle: SettledKind?) -> [CellOutcome] {
        [
            taken("an access token that is usable", to: .valid, settle: settle ?? .token),
            taken("a refresh token alone", to: .expired, settle: settle),
            ignored("the refresh token held", in: state, .duplicate, may: .forget),
            ignored("nothing usable", in: state, .late, may: .forget),
        ]
    }
}
