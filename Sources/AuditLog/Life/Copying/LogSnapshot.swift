// SPDX-License-Identifier: Apache-2.0

/// A log as it stood at one moment, row by row, however long it takes to read it: nothing that is in a log changes but
/// where it ends, so no read transaction has to be kept open for that.
struct LogSnapshot {
    private let reader: LogReader
    /// The columns of its tables.
    let shape: LogShape
    /// The format that it has.
    let format: Int32
    /// The format that it was made in.
    let origin: Int32
    /// The seqs of its events; `nil` where it has none.
    let seqs: ClosedRange<Int64>?
    private let archived: Int64
    /// The last keys of the tables that only grow.
    private let lasts: [LogTable: Int64]
    /// The rows of the tables of which rows come and go.
    private let held: [LogTable: [[StoredValue]]]

    /// The log as it stands now.
    ///
    /// - Parameter hasVault: Whether its sealed tokens are part of it.
    init(_ reader: LogReader, hasVault: Bool) throws(LogError) {
        self.reader = reader
        origin = Int32(truncatingIfNeeded: reader.meta.genesis.format)
        let database = reader.database
        let read = try reader.transaction {
            let format = Int32(truncatingIfNeeded: try database.integer("PRAGMA user_version") ?? 0)
            guard
                let statements = reader.formats.statements(
                    from: Int32(truncatingIfNeeded: reader.meta.genesis.format), to: format)
            else {
                throw LogError.damaged(path: reader.path, seq: nil, reason: "no log of its format has that schema")
            }
            let shape = try LogShape(madeBy: statements)
            var lasts: [LogTable: Int64] = [:]
            for table in LogTable.allCases where LogSnapshot.isGrowing(table) {
                lasts[table] = try database.integer("SELECT max(\(shape[table][0].name)) FROM \(table.rawValue)")
            }
            var held: [LogTable: [[StoredValue]]] = [:]
            for table in LogTable.allCases where !LogSnapshot.isGrowing(table) {
                held[table] = try LogSnapshot.rows(of: table, in: database, shape, hasVault: hasVault)
            }
            let first = try database.integer("SELECT min(seq) FROM event")
            let archived = try database.integer("SELECT size FROM base WHERE id = 1") ?? 0
            return (format, shape, lasts, held, first, archived)
        }
        (format, shape, lasts, held) = (read.0, read.1, read.2, read.3)
        seqs = read.4.flatMap { first in read.2[.event].map { first...$0 } }
        archived = read.5
    }

    private static func isGrowing(_ table: LogTable) -> Bool {
        switch table {
        case .key, .writer, .session, .policy, .event, .checkpoint: true
        case .meta, .base, .baseSession, .vault, .head: false
        }
    }

    private static func rows(
        of table: LogTable, in database: Database, _ shape: LogShape, hasVault: Bool
    ) throws -> [[StoredValue]] {
        // The key that names tokens is none, and names would be lost without it.
        let condition = table == .vault && !hasVault ? "WHERE session = 0" : ""
        let select = try database.prepare(
            "SELECT \(shape.list(table)) FROM \(table.rawValue) \(condition) ORDER BY 1, 2")
        var rows: [[StoredValue]] = []
        while try select.step() { rows.append(shape[table].indices.map { select.value(Int32($0)) }) }
        return rows
    }

    /// Calls `body` with each row of a table in the order of its key, a page at a time. The values stand in the order
    /// of the table's columns, and are such as they can hold.
    ///
    /// - Throws: What `body` throws; ``LogError/archived(path:through:)`` where events were moved to an archive since.
    func forEachRow(of table: LogTable, _ body: ([StoredValue]) throws -> Void) throws {
        let columns = shape[table]
        func hand(_ row: [StoredValue]) throws {
            for (column, value) in zip(columns, row) where !column.takes(value) {
                throw LogError.damaged(
                    path: reader.path, seq: table == .event ? row[0].integer : nil,
                    reason: "column \(column.name) of table \(table.rawValue) holds what it cannot")
            }
            try body(row)
        }
        if let rows = held[table] {
            for row in rows { try hand(row) }
        } else if table == .event {
            try forEachEvent { try hand($0) }
        } else {
            try forEachPage(of: table) { try hand($0) }
        }
        let now = try reader.archivedSize()
        guard now == archived else { throw LogError.archived(path: reader.path, through: now) }
    }

    private static let pageSize = 1000

    private func forEachPage(of table: LogTable, _ body: ([StoredValue]) throws -> Void) throws {
        guard let last = lasts[table] else { return }
        let key = shape[table][0].name
        let statement =
            "SELECT \(shape.list(table)) FROM \(table.rawValue) WHERE \(key) > ? AND \(key) <= ? ORDER BY \(key) LIMIT ?"
        var passed = Int64.min
        while passed < last {
            let page = try reader.transaction {
                let select = try reader.database.prepare(statement)
                try select.bind(passed, at: 1)
                try select.bind(last, at: 2)
                try select.bind(Int64(LogSnapshot.pageSize), at: 3)
                var rows: [[StoredValue]] = []
                while try select.step() { rows.append(shape[table].indices.map { select.value(Int32($0)) }) }
                return rows
            }
            for row in page { try body(row) }
            guard let end = page.last?[0].integer else { return }
            passed = end
        }
    }

    /// Events come through the one shape in which all commands read them.
    private func forEachEvent(_ body: ([StoredValue]) throws -> Void) throws {
        guard let seqs else { return }
        let places = shape[.event].compactMap { EventRow.columnNames.firstIndex(of: $0.name) }
        precondition(places.count == shape[.event].count, "a row of event has columns that nothing reads")
        var next = seqs.lowerBound
        while next <= seqs.upperBound {
            let page = try reader.rows(
                next...seqs.upperBound, conditions: "", isReversed: false, limit: LogSnapshot.pageSize)
            for row in page {
                let values = row.values
                try body(places.map { values[$0] })
            }
            guard let last = page.last, last.seq < .max else { return }
            next = last.seq + 1
        }
    }
}
