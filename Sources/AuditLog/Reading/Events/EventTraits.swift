// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What can be asked of an event: those that have one of the values of each trait that names any.
public struct EventTraits: Hashable, Sendable {
    /// The sessions, with the log's own records that concern them; ``SessionID/log`` for all of those.
    public var sessions: Set<SessionID> = []
    /// The kinds.
    public var kinds: Set<EntryKind> = []
    /// The states in which the session stood afterwards.
    public var states: Set<StateKind> = []
    /// How the machine met the event.
    public var dispositions: Set<Disposition> = []
    /// The failures in which the session was afterwards, or that held its renewal back.
    public var failures: Set<Failure> = []
    /// The processes that appended, by their rows.
    public var writers: Set<Int64> = []
    /// The attempts that the events answer, interrupt, begin or try again.
    public var attempts: Set<Attempt> = []
    /// The tokens that the events brought, spent or refused, or that the log's own records are about.
    public var tokens: Set<TokenRef> = []

    /// No trait at all.
    public init() {}

    /// The conditions that SQLite checks on each row, one for each trait that names values. None of them is ever NULL.
    ///
    /// All of their values are numbers of ours, so none of them needs to be bound.
    var conditions: [String] {
        // What the log's own records have in the columns of states and dispositions means nothing.
        [
            sessions.isEmpty ? nil : sessionCondition,
            condition("kind", kinds.map(\.code)),
            condition("to_state", states.map { Int64($0.rawValue) }).map { "(session > 0 AND \($0))" },
            condition("disposition", dispositions.map(\.code)).map { "(session > 0 AND \($0))" },
            condition("ifnull(failure, 0)", failures.map { Int64($0.rawValue) }),
            condition("writer", writers.sorted()),
            attempts.isEmpty ? nil : attemptCondition,
            tokens.isEmpty ? nil : tokenCondition,
        ].compactMap { $0 }
    }

    private func condition(_ column: String, _ values: [Int64]) -> String? {
        values.isEmpty ? nil : "\(column) IN (\(EventTraits.list(values)))"
    }

    private var sessionCondition: String {
        let numbers = EventTraits.list(sessions.map(\.number))
        return "(session IN (\(numbers)) OR ifnull(subject, -1) IN (\(numbers)))"
    }

    private var attemptCondition: String {
        // An event that sends a try says so in its effects alone, which begin with it.
        let sends = attempts.map { "x'01\(hex(EventTraits.bigEndian($0.number)))'" }.sorted().joined(separator: ", ")
        let numbers = EventTraits.list(attempts.map { Int64(bitPattern: $0.number) })
        return "(ifnull(attempt, 0) IN (\(numbers)) OR (session > 0 AND substr(effects, 1, 9) IN (\(sends))))"
    }

    private var tokenCondition: String {
        let refs = EventTraits.list(tokens.map(\.column))
        let columns = ["access_ref", "refresh_ref", "spent_ref"]
        return "(" + columns.map { "(\($0) IS NOT NULL AND \($0) IN (\(refs)))" }.joined(separator: " OR ") + ")"
    }

    private static func list(_ values: [Int64]) -> String {
        values.sorted().map { "\($0)" }.joined(separator: ", ")
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
