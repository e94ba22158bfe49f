// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Which events a report has: those of a query, and of them the last ones where they are too many.
struct ReportRange {
    /// The events.
    let query: EventQuery
    /// Where the report begins and ends; `nil` where it has no events.
    let seqs: ClosedRange<Int64>?
    /// Whether events were left out because they were too many.
    let isCut: Bool
    /// Whether it goes up to the last event of the log.
    let isToTheEnd: Bool

    /// The last `limit` events that `query` asks for and that the log has by now.
    init(_ query: EventQuery, limit: Int, in reader: LogReader) throws {
        var query = query
        let end = try reader.lastSeq()
        isToTheEnd = query.seqs.upperBound >= end && query.until == nil
        query.seqs = query.seqs.lowerBound <= end ? query.seqs.clamped(to: 0...end) : 0...0
        var first: Int64?
        var last: Int64?
        var backwards = query
        backwards.isReversed = true
        // One more than are shown, to know whether there are more.
        backwards.limit = limit + 1
        var count = 0
        let cursor = try reader.events(backwards)
        while let row = try cursor.nextRow() {
            count += 1
            last = last ?? row.seq
            if count <= limit { first = row.seq }
        }
        isCut = count > limit
        if let first, let last {
            seqs = first...last
            query.seqs = first...last
        } else {
            seqs = nil
            query.seqs = 0...0
        }
        self.query = query
    }
}
