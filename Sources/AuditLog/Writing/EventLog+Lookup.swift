// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension EventLog {
    /// A session as the log holds it.
    public struct Session: Hashable, Sendable {
        /// Its number.
        public var id: SessionID
        /// Where it stands.
        public var state: TokenState
        /// The seq of its last event, 0 where there is none.
        public var seq: Int64
        /// How many events it has had.
        public var version: Int64
    }

    /// The session of that label; `nil` where the log has none.
    public func session(_ label: SessionLabel) throws(LogError) -> Session? {
        try read { connection in
            guard let row = try findSession(label, connection) else { return nil }
            let id = SessionID(row.id)
            return try findLatest(id, connection) ?? Session(id: id, state: row.initialState, seq: 0, version: 0)
        }
    }

    /// The label of the session of that number; `nil` where the log has none.
    public func label(of session: SessionID) throws(LogError) -> SessionLabel? {
        let row = try read { connection in try findSession(id: session.number, connection) }
        return row.map { SessionLabel(stored: $0.label) }
    }

    /// Up to `limit` events after `seq`, whoever wrote them.
    public func events(after seq: Int64, limit: Int = 1000) throws(LogError) -> [StoredEvent] {
        try read { connection in
            defer { connection.readEvents.reset() }
            try connection.readEvents.bind(seq, at: 1)
            try connection.readEvents.bind(Int64(limit), at: 2)
            var events: [StoredEvent] = []
            while try connection.readEvents.step() {
                events.append(try EventRow(connection.readEvents).decoded())
            }
            return events
        }
    }

    /// The token that the vault keeps for `session` under `ref`; `nil` where it keeps none, or none that opens.
    public func secret(_ ref: TokenRef, of session: SessionID) throws(LogError) -> Secret? {
        try read { connection in
            defer { connection.findSecret.reset() }
            try connection.findSecret.bind(session.number, at: 1)
            try connection.findSecret.bind(ref.column, at: 2)
            guard try connection.findSecret.step(),
                let kind = TokenKind(rawValue: UInt8(truncatingIfNeeded: connection.findSecret.integer(0)))
            else { return nil }
            return vault.open(connection.findSecret.bytes(1), session: session, ref: ref, kind: kind)
        }
    }

    /// The row of the process that sent `current`: the one that appended the event from which it followed.
    public func sender(of current: TokenTry, in session: SessionID) throws(LogError) -> Int64? {
        try read { connection in
            let find = try connection.database.prepare(
                "SELECT seq, writer, effects, reducer FROM event WHERE session = ? ORDER BY version DESC")
            try find.bind(session.number, at: 1)
            while try find.step() {
                guard let effects = try? Upcaster.current.effects(find.bytes(2), reducer: find.integer(3)) else {
                    throw MalformedRow(seq: find.integer(0), column: "effects")
                }
                if effects.send?.current == current { return find.integer(1) }
            }
            return nil
        }
    }

    /// Whether the process that appended under the row `writer` is known to be gone. This one is not.
    public func isGone(writer: Int64) throws(LogError) -> Bool {
        try read { connection in
            defer { connection.findWriter.reset() }
            try connection.findWriter.bind(writer, at: 1)
            guard try connection.findWriter.step() else { return false }
            let process = connection.findWriter.bytes(0)
            return process != self.process && lock.isGone(process)
        }
    }

    func read<Result>(_ body: (LogConnection) throws -> Result) throws(LogError) -> Result {
        do {
            if let connection { return try body(connection) }
            return try body(
                try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in try connected() })
        } catch let error as LogError {
            throw error
        } catch let error as SQLiteFailure {
            throw LogError(error, path: path, lockSeconds: environment.lockSeconds)
        } catch let error as MalformedRow {
            throw .damaged(path: path, seq: error.seq, reason: "column \(error.column) holds what no event has")
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    func findSession(_ label: SessionLabel, _ connection: LogConnection) throws -> SessionRow? {
        defer { connection.findSession.reset() }
        try connection.findSession.bind(label.text, at: 1)
        guard try connection.findSession.step() else { return nil }
        return SessionRow(connection.findSession)
    }

    /// The session of that number.
    func findSession(id: Int64, _ connection: LogConnection) throws -> SessionRow? {
        let find = try connection.database.prepare("SELECT id, label, seed, created_us FROM session WHERE id = ?")
        try find.bind(id, at: 1)
        return try find.step() ? SessionRow(find) : nil
    }

    func findEvent(_ id: EventID, _ connection: LogConnection) throws -> StoredEvent? {
        defer { connection.findEvent.reset() }
        try connection.findEvent.bind(id.bytes, at: 1)
        guard try connection.findEvent.step() else { return nil }
        return try EventRow(connection.findEvent).decoded()
    }

    /// Where a session stands after its last event; `nil` where it has none.
    func findLatest(_ id: SessionID, _ connection: LogConnection) throws -> Session? {
        guard let end = try findEnd(of: id, connection) else { return nil }
        do {
            let state = try Upcaster.current.state(end.state, reducer: end.reducer)
            return Session(id: id, state: state, seq: end.seq, version: end.version)
        } catch {
            throw MalformedRow(seq: end.seq, column: "state")
        }
    }

    /// The last event of a session, or of the log itself, wherever it lies.
    func findEnd(
        of id: SessionID, _ connection: LogConnection
    ) throws -> (seq: Int64, version: Int64, reducer: Int64, state: [UInt8])? {
        for find in [connection.findLatest, connection.findArchivedLatest] {
            defer { find.reset() }
            try find.bind(id.number, at: 1)
            if try find.step() { return (find.integer(0), find.integer(1), find.integer(2), find.bytes(3)) }
        }
        return nil
    }

    func findOwnWriter(_ connection: LogConnection) throws -> WriterRow? {
        let find = try connection.database.prepare(
            "SELECT id, process, pid, program, started_us FROM writer WHERE process = ?")
        try find.bind(process, at: 1)
        guard try find.step() else { return nil }
        return WriterRow(
            id: find.integer(0), process: find.bytes(1), pid: find.integer(2),
            program: find.optionalText(3) ?? "", startedMicroseconds: find.integer(4))
    }
}
