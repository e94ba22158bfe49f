// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension LogReader {
    /// The events that `query` asks for, in the order of their seqs.
    public func events(_ query: EventQuery = EventQuery()) throws(LogError) -> EventCursor {
        try EventCursor(self, query)
    }

    /// The event of that seq; `nil` where the log has none.
    public func event(_ seq: Int64) throws(LogError) -> StoredEvent? {
        do {
            return try row(seq)?.decoded()
        } catch {
            throw LogReader.logError(error, path: path)
        }
    }

    /// The row of that seq, whatever stands in it; `nil` where the log has none.
    package func row(_ seq: Int64) throws(LogError) -> EventRow? {
        try rows(seq...seq, conditions: "", isReversed: false, limit: 1).first
    }

    /// Up to `limit` rows with seqs in `seqs`, in one read transaction.
    func rows(
        _ seqs: ClosedRange<Int64>, conditions: String, isReversed: Bool, limit: Int
    ) throws(LogError) -> [EventRow] {
        try transaction {
            let select = try database.prepare(
                "SELECT \(EventRow.columns) FROM event WHERE seq BETWEEN ? AND ?\(conditions)"
                    + " ORDER BY seq \(isReversed ? "DESC" : "ASC") LIMIT ?")
            try select.bind(seqs.lowerBound, at: 1)
            try select.bind(seqs.upperBound, at: 2)
            try select.bind(Int64(limit), at: 3)
            var rows: [EventRow] = []
            while try select.step() { rows.append(EventRow(select)) }
            return rows
        }
    }

    /// The seqs between which everything lies that `query` asks for; `nil` where there is nothing.
    func bounds(of query: EventQuery) throws(LogError) -> ClosedRange<Int64>? {
        guard let ends = try ends() else { return nil }
        var first = max(ends.lowerBound, query.seqs.lowerBound)
        var last = min(ends.upperBound, query.seqs.upperBound)
        if let since = query.since { first = max(first, try firstSeq(notBefore: since, in: ends)) }
        if let until = query.until { last = min(last, try firstSeq(notBefore: until, in: ends) - 1) }
        return first <= last ? first...last : nil
    }

    /// The seq of the last event; 0 where the log has none.
    public func lastSeq() throws(LogError) -> Int64 {
        try ends()?.upperBound ?? 0
    }

    /// The first and the last seq of the log; `nil` where it has no events.
    func ends() throws(LogError) -> ClosedRange<Int64>? {
        try transaction {
            guard let first = try database.integer("SELECT min(seq) FROM event"),
                let last = try database.integer("SELECT max(seq) FROM event")
            else { return nil }
            return first...last
        }
    }

    /// From the first to the last of the seqs in `range` that there are; `nil` where there is none.
    func seqs(in range: ClosedRange<Int64>) throws(LogError) -> ClosedRange<Int64>? {
        try transaction {
            let find = try database.prepare(
                """
                SELECT (SELECT seq FROM event WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT 1),
                    (SELECT seq FROM event WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq DESC LIMIT 1)
                """)
            try find.bind(range.lowerBound, at: 1)
            try find.bind(range.upperBound, at: 2)
            guard try find.step(), let first = find.optionalInteger(0), let last = find.optionalInteger(1) else {
                return nil
            }
            return first...last
        }
    }

    /// The seq of the first event that is not before `wall`; one more than the last where there is none.
    ///
    /// There is no index on time: the wall clock never decreases, so halving the seqs finds it as fast.
    func firstSeq(notBefore wall: Int64, in ends: ClosedRange<Int64>) throws(LogError) -> Int64 {
        try transaction {
            let find = try database.prepare("SELECT seq, wall_us FROM event WHERE seq >= ? ORDER BY seq LIMIT 1")
            var low = ends.lowerBound
            var high = ends.upperBound + 1
            while low < high {
                let middle = low + (high - low) / 2
                try find.bind(middle, at: 1)
                defer { find.reset() }
                // A log with gaps still has its rows in order: the next one there is answers for the gap.
                guard try find.step(), find.integer(1) < wall else {
                    high = middle
                    continue
                }
                low = find.integer(0) + 1
            }
            return low
        }
    }
}
