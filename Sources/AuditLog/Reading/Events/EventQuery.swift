// SPDX-License-Identifier: Apache-2.0

/// Which events of a log are asked for: those that meet every condition. A condition that names several values is met
/// by any of them; an empty one by every event.
@dynamicMemberLookup
public struct EventQuery: Hashable, Sendable {
    /// What the events have to be like. Its traits can be named on the query itself.
    public var wanted = EventTraits()
    /// Events with any of these traits are left out.
    public var unwanted = EventTraits()
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

    /// A trait that the events have to have.
    public subscript<Value>(dynamicMember trait: WritableKeyPath<EventTraits, Value>) -> Value {
        get { wanted[keyPath: trait] }
        set { wanted[keyPath: trait] = newValue }
    }

    /// The conditions that SQLite checks on each row, beginning with ` AND`.
    var conditions: String {
        (wanted.conditions + unwanted.conditions.map { "NOT (\($0))" }).map { " AND \($0)" }.joined()
    }
}
