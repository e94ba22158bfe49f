// SPDX-License-Identifier: Apache-2.0

/// A row of the `event` table as it stands in the file, whatever stands there: the one shape in which events are
/// written, read, hashed and verified.
package struct EventRow: Hashable, Sendable {
    package var seq: Int64 = 0
    package var id: [UInt8] = []
    package var session: Int64 = 0
    package var version: Int64 = 0
    package var policy: Int64 = 0
    package var at: Int64 = 0
    package var wall: Int64 = 0
    package var writer: Int64 = 0
    package var kind: Int64 = 0
    package var fromState: Int64 = 0
    package var toState: Int64 = 0
    package var disposition: Int64 = 0
    package var details = EventDetails()
    package var note: [UInt8]?
    package var reducer: Int64 = 0
    package var state: [UInt8] = []
    package var effects: [UInt8] = []
    package var chain: [UInt8] = []
}

/// The columns of an event that only some kinds of event have.
package struct EventDetails: Hashable, Sendable {
    package var cause: Int64?
    package var attempt: Int64?
    package var `try`: Int64?
    package var accessRef: Int64?
    package var refreshRef: Int64?
    package var spentRef: Int64?
    package var requested: Int64?
    package var lifetime: Int64?
    package var denial: Int64?
    package var fault: Int64?
    package var status: Int64?
    package var reached: Int64?
    package var retryAfter: Int64?
    package var burn: Int64?
    package var failure: Int64?
    package var subject: Int64?
    package var amount: Int64?
}

extension EventDetails {
    /// Calls `body` with each value, in the order in which the leaf covers them.
    func forEach<Failure>(_ body: (Int64?) throws(Failure) -> Void) throws(Failure) {
        try body(cause)
        try body(attempt)
        try body(`try`)
        try body(accessRef)
        try body(refreshRef)
        try body(spentRef)
        try body(requested)
        try body(lifetime)
        try body(denial)
        try body(fault)
        try body(status)
        try body(reached)
        try body(retryAfter)
        try body(burn)
        try body(failure)
        try body(subject)
        try body(amount)
    }
}

extension EventRow {
    /// The columns in the order in which rows are read and written.
    static let columns = """
        seq, id, session, version, policy, at_ms, wall_us, writer, kind, from_state, to_state, disposition, \
        reducer, state, effects, chain, note, cause, attempt, try, access_ref, refresh_ref, spent_ref, \
        requested_ms, lifetime_ms, denial, fault, status, reached, retry_after_ms, burn, failure, subject, amount_ms
        """

    /// How many columns there are.
    static let columnCount = 34

    /// The row on which `statement` stands, selected with ``columns``.
    init(_ statement: Statement) {
        seq = statement.integer(0)
        id = statement.bytes(1)
        session = statement.integer(2)
        version = statement.integer(3)
        policy = statement.integer(4)
        at = statement.integer(5)
        wall = statement.integer(6)
        writer = statement.integer(7)
        kind = statement.integer(8)
        fromState = statement.integer(9)
        toState = statement.integer(10)
        disposition = statement.integer(11)
        reducer = statement.integer(12)
        state = statement.bytes(13)
        effects = statement.bytes(14)
        chain = statement.bytes(15)
        note = statement.optionalTextBytes(16)
        details = EventDetails(
            cause: statement.optionalBits(17),
            attempt: statement.optionalBits(18),
            try: statement.optionalBits(19),
            accessRef: statement.optionalBits(20),
            refreshRef: statement.optionalBits(21),
            spentRef: statement.optionalBits(22),
            requested: statement.optionalBits(23),
            lifetime: statement.optionalBits(24),
            denial: statement.optionalBits(25),
            fault: statement.optionalBits(26),
            status: statement.optionalBits(27),
            reached: statement.optionalBits(28),
            retryAfter: statement.optionalBits(29),
            burn: statement.optionalBits(30),
            failure: statement.optionalBits(31),
            subject: statement.optionalBits(32),
            amount: statement.optionalBits(33))
    }

    /// Runs `statement`, an insert with ``columns`` to which nothing is bound, for the row.
    func insert(with statement: Statement) throws(SQLiteFailure) {
        try statement.bind(seq, at: 1)
        try statement.bind(session, at: 3)
        try statement.bind(version, at: 4)
        try statement.bind(policy, at: 5)
        try statement.bind(at, at: 6)
        try statement.bind(wall, at: 7)
        try statement.bind(writer, at: 8)
        try statement.bind(kind, at: 9)
        try statement.bind(fromState, at: 10)
        try statement.bind(toState, at: 11)
        try statement.bind(disposition, at: 12)
        try statement.bind(reducer, at: 13)
        if let note { try statement.bind(text: note, at: 17) }
        var index: Int32 = 18
        try details.forEach { value throws(SQLiteFailure) in
            // What is not bound is NULL.
            if let value { try statement.bind(value, at: index) }
            index += 1
        }
        try statement.run(lending: (2, id), (14, state), (15, effects), (16, chain))
    }
}
