public import TokenMachine

/// Which events of a log are asked for: those that meet every condition. A condition that names several values is met
/// by any of them; an empty one by every event.
public struct EventQuery: Hashable, Sendable {
    /// The sessions, with the log's own records that concern them; ``SessionID/log`` for all of those.
    public var sessions: Set<SessionID> = []
    /// The kinds.
    public var kinds: Set<EntryKind> = []
    /// The states in which the session stood afterwards.
    public var states: Set<StateKind> = []
    /// How the machine met the event.
    public var dispositions: Set<Disposition> = []
    /// The first and the last seq.
    public var seqs: ClosedRange<Int64> = 1...(.max)
    /// From that time on by the wall clock, in microseconds since the Unix epoch.
    public var since: Int64?
    /// Before that time by the wall clock, in microseconds since the Unix epoch.
    public var until: Int64?
    /// At most that many; the first ones, or the last ones where ``isReversed``.
    public var limit: Int?
    /// From the last to the first.
    public var isReversed = false

    /// All events.
    public init() {}

    /// The conditions that SQLite checks on each row, beginning with ` AND`.
    ///
    /// All of their values are numbers of ours, so none of them needs to be bound.
    var conditions: String {
        func condition(_ column: String, _ values: [Int64]) -> String {
            guard !values.isEmpty else { return "" }
            return " AND \(column) IN (\(values.sorted().map { "\($0)" }.joined(separator: ", ")))"
        }
        // What the log's own records have in the columns of states and dispositions means nothing.
        let isOfMachine = states.isEmpty && dispositions.isEmpty ? "" : " AND session > 0"
        let numbers = sessions.map(\.number).sorted().map { "\($0)" }.joined(separator: ", ")
        let ofSession = sessions.isEmpty ? "" : " AND (session IN (\(numbers)) OR subject IN (\(numbers)))"
        return ofSession
            + condition("kind", kinds.map(\.code))
            + condition("to_state", states.map { Int64($0.rawValue) })
            + condition("disposition", dispositions.map(\.code))
            + isOfMachine
    }
}
