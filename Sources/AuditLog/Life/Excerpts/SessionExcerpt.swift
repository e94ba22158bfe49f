// SPDX-License-Identifier: Apache-2.0

/// All events of one session that a checkpoint covers, each with the proof that it is in the log: for somebody who has
/// not the log, and shall not see the other sessions.
///
/// ``ExcerptFile`` checks what ``write(to:)`` writes with nothing but the log's public key.
public struct SessionExcerpt {
    private let reader: LogReader
    private let shape: LogShape
    private let format: Int32
    private let session: [StoredValue]
    /// The checkpoint that covers the events.
    public let checkpoint: Checkpoint
    /// How many events there are.
    public let events: Int64
    /// How many events of the session came later, and cannot be proven yet.
    public let uncovered: Int64

    /// The events of the session of that label under the last checkpoint; `nil` where there is no such session, or no
    /// checkpoint yet.
    public init?(of label: String, in reader: LogReader) throws(LogError) {
        guard let checkpoint = try reader.checkpoints().last else { return nil }
        let read = try reader.transaction { () -> (LogShape, Int32, [StoredValue], Int64, Int64)? in
            let database = reader.database
            let format = Int32(truncatingIfNeeded: try database.integer("PRAGMA user_version") ?? 0)
            let shape = try LogShape(madeBy: [reader.formats.schemas[format] ?? ""])
            guard let id = try reader.sessionRows(label: label).first?.id,
                let session = try SessionExcerpt.row(of: .session, id, in: database, shape)
            else { return nil }
            func count(_ condition: String) throws -> Int64 {
                try database.integer(
                    "SELECT count(*) FROM event WHERE session = \(id) AND seq \(condition) \(checkpoint.size)") ?? 0
            }
            return (shape, format, session, try count("<="), try count(">"))
        }
        guard let read else { return nil }
        self.reader = reader
        self.checkpoint = checkpoint
        (shape, format, session, events, uncovered) = read
    }

    /// Writes the excerpt as JSON lines.
    ///
    /// - Parameter write: Is given each line, with the line feed that ends it.
    /// - Throws: What `write` throws, and ``LogError/damaged(path:seq:reason:)`` where the log's events are not those
    ///   that were signed; what was written is no excerpt then.
    public func write(to write: (String) throws -> Void) throws {
        let prover = try LogProver(reader, checkpoint)
        var header = LineWriter()
        header.add(ExcerptFile.headerName, ExportFile.program)
        header.add("format", .integer(Int64(format)))
        header.add("session", session[1])
        header.add("events", .integer(events))
        try write(header.line)
        for key in try keys() { try write(shape.line(key, of: .key)) }
        try write(shape.line(try row(of: .checkpoint, checkpoint.size), of: .checkpoint))
        try write(shape.line(session, of: .session))
        var written: Set<Reference> = []
        try forEachEvent { row in
            for reference in [Reference(table: .policy, id: row.policy), Reference(table: .writer, id: row.writer)]
            where written.insert(reference).inserted {
                try write(shape.line(try self.row(of: reference.table, reference.id), of: reference.table))
            }
            guard let proof = try prover.proof(of: row.seq) else { throw try reader.missing(row.seq) }
            try write(line(row, proof))
        }
    }

    /// A row to which events refer.
    private struct Reference: Hashable {
        var table: LogTable
        var id: Int64
    }

    /// The line of an event: its columns but the chain, which only who has the event before it can check, and the
    /// hashes of its proof.
    private func line(_ row: EventRow, _ proof: InclusionProof) -> String {
        let values = Dictionary(zip(EventRow.columnNames, row.values)) { first, _ in first }
        var writer = LineWriter()
        writer.add("table", LogTable.event.rawValue)
        for column in shape[.event] where column.name != "chain" {
            writer.add(column.name, values[column.name] ?? .null)
        }
        writer.add(ExcerptFile.proofName, .blob(Array(proof.hashes.joined())))
        return writer.line
    }

    /// The signing keys that were in force up to the checkpoint.
    private func keys() throws(LogError) -> [[StoredValue]] {
        try reader.transaction {
            let select = try reader.database.prepare(
                "SELECT \(shape.list(.key)) FROM key WHERE purpose = 1 AND from_seq <= ? ORDER BY id")
            try select.bind(checkpoint.size, at: 1)
            var rows: [[StoredValue]] = []
            while try select.step() { rows.append(shape[.key].indices.map { select.value(Int32($0)) }) }
            return rows
        }
    }

    private func row(of table: LogTable, _ key: Int64) throws(LogError) -> [StoredValue] {
        let row = try reader.transaction {
            try SessionExcerpt.row(of: table, key, in: reader.database, shape)
        }
        guard let row else {
            throw .damaged(path: reader.path, seq: nil, reason: "\(table.rawValue) \(key) is missing")
        }
        return row
    }

    private static func row(
        of table: LogTable, _ key: Int64, in database: Database, _ shape: LogShape
    ) throws(SQLiteFailure) -> [StoredValue]? {
        let select = try database.prepare(
            "SELECT \(shape.list(table)) FROM \(table.rawValue) WHERE \(shape[table][0].name) = ?")
        try select.bind(key, at: 1)
        guard try select.step() else { return nil }
        return shape[table].indices.map { select.value(Int32($0)) }
    }

    private static let pageSize: Int64 = 500

    /// Calls `body` with the events in their order, a page at a time.
    private func forEachEvent(_ body: (EventRow) throws -> Void) throws {
        var passed: Int64 = 0
        while true {
            let page = try reader.transaction {
                let select = try reader.database.prepare(
                    """
                    SELECT \(EventRow.columns) FROM event WHERE session = ? AND version > ? AND seq <= ?
                    ORDER BY version LIMIT ?
                    """)
                try select.bind(session[0], at: 1)
                try select.bind(passed, at: 2)
                try select.bind(checkpoint.size, at: 3)
                try select.bind(SessionExcerpt.pageSize, at: 4)
                var rows: [EventRow] = []
                while try select.step() { rows.append(EventRow(select)) }
                return rows
            }
            for row in page { try body(row) }
            guard let last = page.last else { return }
            passed = last.version
        }
    }
}
