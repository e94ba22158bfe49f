// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Goes through the events of a query, now and while more are appended.
struct EventWalk {
    private let reader: LogReader
    private let query: EventQuery
    private let sink: any EventSink
    private let cursorFile: CursorFile?
    /// The last event that was looked at.
    private var seen: Int64?

    /// Whether nothing has matched.
    private(set) var isEmpty = true

    /// So long a look at the log is waited with, in milliseconds: after an event more are likely.
    private static let longPause = 100
    private static let shortPause = 20

    init(_ reader: LogReader, _ query: EventQuery, to sink: any EventSink, cursorFile: CursorFile?) {
        self.reader = reader
        self.query = query
        self.sink = sink
        self.cursorFile = cursorFile
    }

    /// Shows what is there.
    mutating func show(limit: Int?, isReversed: Bool) throws {
        var query = query
        query.limit = limit
        query.isReversed = isReversed
        let end = min(try reader.lastSeq(), query.seqs.upperBound)
        query.seqs = query.seqs.lowerBound...max(query.seqs.lowerBound, end)
        let (last, count) = try add(query)
        // Where the limit ended it, what comes behind the last row was not looked at.
        seen = count == limit ? last : end
    }

    /// Shows the last events that are there, in their order.
    mutating func showTail(_ limit: Int?) throws {
        guard let limit else { return try show(limit: nil, isReversed: false) }
        var query = query
        query.limit = limit
        query.isReversed = true
        let end = try reader.lastSeq()
        query.seqs = query.seqs.lowerBound...max(query.seqs.lowerBound, min(end, query.seqs.upperBound))
        let cursor = try reader.events(query)
        var rows: [EventRow] = []
        while let row = try cursor.nextRow() { rows.append(row) }
        isEmpty = rows.isEmpty
        try sink.add(rows.reversed())
        seen = end
    }

    /// Shows each event as it is appended.
    mutating func follow(_ options: FollowOptions, _ console: Console) throws {
        let waiting = console.surroundings.waiting
        let end = options.timeout.map { waiting.elapsed() + Int64($0 * 1000) }
        try sink.catchUp()
        try console.flush()
        try remember()
        var pause = EventWalk.longPause
        while !isFinished(options), !waiting.isOver() {
            let left = end.map { $0 - waiting.elapsed() } ?? .max
            guard left > 0 else { return }
            waiting.pause(Int(min(Int64(pause), left)))
            let before = seen
            try showMore()
            pause = seen == before ? EventWalk.longPause : EventWalk.shortPause
            guard seen != before else { continue }
            try sink.catchUp()
            try console.flush()
            try remember()
        }
    }

    private mutating func showMore() throws {
        let end = try reader.lastSeq()
        let first = max((seen ?? 0) + 1, query.seqs.lowerBound)
        guard end >= first, first <= query.seqs.upperBound else {
            seen = max(seen ?? 0, end)
            return
        }
        var query = query
        query.seqs = first...min(end, query.seqs.upperBound)
        _ = try add(query)
        seen = end
    }

    /// Adds all events of a query.
    ///
    /// - Returns: The last one, and how many there were.
    private mutating func add(_ query: EventQuery) throws -> (last: Int64?, count: Int) {
        let cursor = try reader.events(query)
        var last: Int64?
        var count = 0
        var rows: [EventRow] = []
        // The first ones are shown at once.
        var size = 64
        func addRows() throws {
            try sink.add(rows)
            rows.removeAll(keepingCapacity: true)
            size = min(2 * size, 2048)
        }
        while let row = try next(of: cursor, or: addRows) {
            isEmpty = false
            count += 1
            last = row.seq
            rows.append(row)
            if rows.count == size { try addRows() }
        }
        try addRows()
        return (last, count)
    }

    /// The next row. Where it cannot be read, what was read before it is shown first.
    private func next(of cursor: EventCursor, or addRows: () throws -> Void) throws -> EventRow? {
        do {
            return try cursor.nextRow()
        } catch {
            try addRows()
            throw error
        }
    }

    private func isFinished(_ options: FollowOptions) -> Bool {
        (seen ?? 0) >= min(options.untilSeq ?? .max, query.seqs.upperBound)
    }

    /// Puts the last event that was looked at into the cursor file.
    func remember() throws {
        guard let cursorFile, let seen else { return }
        let known = try cursorFile.read(for: reader) ?? 0
        if seen > known || known == 0 { try cursorFile.write(max(seen, known), for: reader) }
    }
}
