// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension AppendTransaction {
    /// Takes the events up to `size` from the log, and writes the record of that. The guards are put aside for it, and
    /// put back.
    mutating func archive(_ id: EventID, through size: Int64, at instant: Instant) throws {
        guard try log.findEvent(id, connection) == nil else {
            hasFoundEvents = true
            return
        }
        let database = connection.database
        let guards = try guards(of: database)
        for (name, _) in guards { try database.execute("DROP TRIGGER \(name)") }
        try database.execute(AppendTransaction.takeOut(through: size))
        guard let base = try LogBase(database), base.size == size else {
            throw LogError.checkpointUnusable(path: log.path, reason: "there is none over \(size) events")
        }
        for (_, sql) in guards { try database.execute(sql) }
        cache = AppendCache()
        var record = LogRecord(.logArchived)
        record.archive = ArchiveMark(size: size, digest: try digest(of: base))
        var row = EventRow()
        row.id = id.bytes
        row.set(record, at: max(instant, Instant(milliseconds: end.head.at)))
        _ = try insert(row, .record(record), session: nil, policy: try policy(.ticketpark))
        try database.execute(AppendTransaction.dropUnused)
        try writeCheckpoint()
    }

    /// The triggers by their names, in the order in which they were made.
    private func guards(of database: Database) throws(SQLiteFailure) -> [(name: String, sql: String)] {
        let select = try database.prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid")
        var guards: [(name: String, sql: String)] = []
        while try select.step() {
            guards.append((select.optionalText(0) ?? "", select.optionalText(1) ?? ""))
        }
        return guards
    }

    private static func takeOut(through size: Int64) -> String {
        """
        INSERT OR REPLACE INTO base_session
            SELECT session, seq, version, at_ms, wall_us, policy, reducer, state FROM event
            WHERE seq IN (SELECT max(seq) FROM event WHERE seq <= \(size) GROUP BY session);
        INSERT OR REPLACE INTO base
            SELECT 1, size, chain, frontier, at_ms, wall_us FROM checkpoint JOIN event ON seq = size
            WHERE size = \(size);
        DELETE FROM event WHERE seq <= \(size);
        DELETE FROM checkpoint WHERE size <= \(size);
        """
    }

    /// Rows to which nothing refers any more; they are in the archive.
    private static let dropUnused = """
        DELETE FROM writer WHERE id NOT IN (SELECT writer FROM event);
        DELETE FROM policy WHERE id NOT IN (SELECT policy FROM event UNION SELECT policy FROM base_session);
        """

    private func digest(of base: LogBase) throws -> [UInt8] {
        try base.digest(
            session: { id throws in try log.findSession(id: id, connection)?.digest },
            policy: { id throws in
                let find = try connection.database.prepare("SELECT content FROM policy WHERE id = ?")
                try find.bind(id, at: 1)
                return try find.step() ? PolicyRow(id: id, content: find.bytes(0)).digest : nil
            })
    }
}
