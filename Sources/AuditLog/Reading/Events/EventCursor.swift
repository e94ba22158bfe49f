// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// Walks over the events that a query asks for, a page at a time, so that neither memory nor a read transaction grows
/// with the log.
///
/// The end of the walk is fixed when it begins: events that are appended meanwhile are not part of it.
public final class EventCursor {
    private let reader: LogReader
    private let conditions: String
    private let isReversed: Bool
    private var remaining: Int
    /// The seqs that are still to be looked through.
    private var range: ClosedRange<Int64>?
    /// Rows that were read, the next one last.
    private var page: [EventRow] = []

    /// So many rows are looked through in one read transaction.
    static let window: Int64 = 10_000
    /// So many rows are kept in memory.
    private static let pageSize = 500

    init(_ reader: LogReader, _ query: EventQuery) throws(LogError) {
        self.reader = reader
        conditions = query.conditions
        isReversed = query.isReversed
        remaining = query.limit ?? .max
        range = try reader.bounds(of: query)
    }

    /// Where the log is.
    public var path: String { reader.path }

    /// The next event; `nil` after the last one.
    public func next() throws(LogError) -> StoredEvent? {
        do {
            return try nextRow()?.decoded()
        } catch {
            throw LogReader.logError(error, path: reader.path)
        }
    }

    /// The next row, whatever stands in it; `nil` after the last one.
    package func nextRow() throws(LogError) -> EventRow? {
        guard remaining > 0 else { return nil }
        while page.isEmpty {
            guard let range else { return nil }
            try fill(from: range)
        }
        remaining -= 1
        return page.popLast()
    }

    private func fill(from range: ClosedRange<Int64>) throws(LogError) {
        let window =
            isReversed
            ? max(range.lowerBound, range.upperBound - EventCursor.window + 1)...range.upperBound
            : range.lowerBound...min(range.upperBound, range.lowerBound + EventCursor.window - 1)
        let count = min(remaining, EventCursor.pageSize)
        let rows = try reader.rows(
            window, conditions: conditions, isReversed: isReversed, limit: count)
        // A full page says nothing of what comes behind its last row.
        let looked = rows.count < count ? nil : rows.last?.seq
        let rest: ClosedRange<Int64>?
        if isReversed {
            let next = (looked ?? window.lowerBound) - 1
            rest = next >= range.lowerBound ? range.lowerBound...next : nil
        } else {
            let next = (looked ?? window.upperBound) + 1
            rest = next <= range.upperBound ? next...range.upperBound : nil
        }
        // Seqs have no gaps, unless somebody made one, which may be wide.
        self.range = try looked == nil ? rest.flatMap(reader.seqs) : rest
        page = rows.reversed()
    }
}
