// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension LogReader {
    /// All sessions in the order of their numbers, as they stood at `position`. Those that began later stand there
    /// as they were before their first event.
    public func sessions(at position: LogPosition = .end) throws(LogError) -> [SessionSummary] {
        let last = try lastSeq(at: position)
        return try transaction {
            try expectKnown(last)
            return try sessionRows().map { try summary(of: $0, through: last) }
        }
    }

    /// The session of that label, as it stood at `position`; `nil` where the log has none.
    public func session(_ label: String, at position: LogPosition = .end) throws(LogError) -> SessionSummary? {
        let last = try lastSeq(at: position)
        return try transaction {
            try expectKnown(last)
            guard let row = try sessionRows(label: label).first else { return nil }
            return try summary(of: row, through: last)
        }
    }

    /// The state of the session of that label at `position`, as the log holds it; `nil` where it has no such session.
    public func state(of label: String, at position: LogPosition = .end) throws(LogError) -> TokenState? {
        try session(label, at: position)?.state
    }

    /// The labels of the sessions, by their numbers.
    package func labels() throws(LogError) -> [Int64: String] {
        try transaction {
            Dictionary(try sessionRows().map { ($0.id, $0.label) }) { first, _ in first }
        }
    }

    /// The seq of the last event up to `position`.
    func lastSeq(at position: LogPosition) throws(LogError) -> Int64 {
        switch position {
        case .end:
            return .max
        case .seq(let seq):
            return seq
        case .wall(let wall):
            guard wall < .max, let ends = try ends() else { return .max }
            let archived = try transaction { try database.integer("SELECT size FROM base WHERE wall_us > \(wall)") }
            if let archived { throw .archived(path: path, through: archived) }
            return try firstSeq(notBefore: wall + 1, in: ends) - 1
        }
    }

    func sessionRows(label: String? = nil) throws -> [SessionRow] {
        let select = try database.prepare(
            "SELECT id, label, seed, created_us FROM session\(label == nil ? "" : " WHERE label = ?") ORDER BY id")
        if let label { try select.bind(label, at: 1) }
        var rows: [SessionRow] = []
        while try select.step() { rows.append(SessionRow(select)) }
        return rows
    }

    private func summary(of row: SessionRow, through seq: Int64) throws -> SessionSummary {
        var summary = SessionSummary(
            id: SessionID(row.id), label: row.label, createdMicroseconds: row.createdMicroseconds, events: 0,
            state: row.initialState, last: nil)
        let find = try database.prepare(
            "SELECT \(EventRow.columns) FROM event WHERE session = ? AND seq <= ? ORDER BY version DESC LIMIT 1")
        try find.bind(row.id, at: 1)
        try find.bind(seq, at: 2)
        guard try find.step() else {
            try complete(&summary)
            return summary
        }
        let stored = try EventRow(find).decoded()
        guard let transition = stored.transition else { throw MalformedRow(seq: stored.seq, column: "kind") }
        summary.events = stored.version
        summary.state = transition.state
        summary.last = SessionSummary.LastEvent(
            seq: stored.seq, at: stored.at, wallMicroseconds: stored.wallMicroseconds, policy: stored.policy)
        return summary
    }
}

extension LogReader {
    /// Makes sure that the log still knows where sessions stood after the event of that seq.
    private func expectKnown(_ seq: Int64) throws {
        if let size = try database.integer("SELECT size FROM base"), seq < size {
            throw LogError.archived(path: path, through: size)
        }
    }

    /// Adds what the log keeps of a session whose events were all moved to an archive.
    private func complete(_ summary: inout SessionSummary) throws {
        let find = try database.prepare(
            "SELECT seq, version, at_ms, wall_us, policy, state, reducer FROM base_session WHERE session = ?")
        try find.bind(summary.id.number, at: 1)
        guard try find.step() else { return }
        let seq = find.integer(0)
        guard let state = try? Upcaster.current.state(find.bytes(5), reducer: find.integer(6)) else {
            throw MalformedRow(seq: seq, column: "state")
        }
        summary.events = find.integer(1)
        summary.state = state
        summary.last = SessionSummary.LastEvent(
            seq: seq, at: Instant(milliseconds: find.integer(2)), wallMicroseconds: find.integer(3),
            policy: find.integer(4))
    }
}

extension SessionRow {
    /// The row on which `statement` stands: id, label, seed and creation time.
    init(_ statement: Statement) {
        self.init(
            id: statement.integer(0), label: statement.optionalText(1) ?? "", seed: statement.bits(2),
            createdMicroseconds: statement.integer(3))
    }
}
