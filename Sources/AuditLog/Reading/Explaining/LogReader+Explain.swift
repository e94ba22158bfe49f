// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

extension LogReader {
    /// Explains why the session of that label stands where it stands, or stood at `position`; `nil` where the log has
    /// no such session.
    ///
    /// The session's events are read backwards, only as far as the explanation needs them.
    ///
    /// - Parameter now: The time from which it is looked at.
    package func explain(
        _ label: String, at position: LogPosition = .end, now: Instant
    ) throws(LogError) -> Explanation? {
        try history(of: label, at: position, now: now).map { Explanation($0) }
    }

    /// What an explanation of that session rests on.
    func history(
        of label: String, at position: LogPosition, now: Instant
    ) throws(LogError) -> SessionHistory? {
        let last = try lastSeq(at: position)
        guard let row = try transaction({ try sessionRows(label: label).first }) else { return nil }
        var history = SessionHistory(
            label: label, initial: row.initialState, events: [], records: [], unread: 0,
            policies: Dictionary(try policies().map { ($0.id, $0.policy) }) { first, _ in first },
            writers: Dictionary(try writers().map { ($0.id, $0) }) { first, _ in first },
            now: now)
        var backwards: [StoredEvent] = []
        while backwards.count < LogReader.explainedLimit {
            let before = backwards.last.map { $0.version - 1 } ?? .max
            let page = try storyEvents(of: row.id, through: last, before: before)
            backwards += page
            if page.count < LogReader.storyPage || LogReader.isWholeStory(backwards) { break }
        }
        if let start = LogReader.start(ofStory: backwards) { backwards.removeSubrange((start + 1)...) }
        history.events = backwards.reversed()
        guard let first = backwards.last else {
            // Whatever there was of it was moved to an archive.
            if let summary = try session(label, at: position) {
                history.initial = summary.state
                history.unread = summary.events
            }
            return history
        }
        if history.state.kind == .unauthenticated {
            history.lastFailure = try lastEvent(
                of: row.id, before: .max, through: last, where: "to_state = \(StateKind.failed.rawValue)")
        }
        history.unread = first.version - 1
        if first.version > 1 {
            let before = try storyEvents(of: row.id, through: first.seq - 1, before: .max, limit: 1).first
            let archived = try archivedState(of: row.id)
            history.initial = before?.transition?.state ?? archived ?? row.initialState
            if !backwards.contains(where: \.bringsTokens) {
                history.earlierGrant = try lastEvent(
                    of: row.id, before: first.version, where: "kind IN (2, 3)")
            }
        }
        history.records = try records(from: first.seq, through: last, of: row.id)
        return history
    }

    /// Where the story begins in `events`, the newest first: with the last tokens that were all right. Where the
    /// session is all right still, with those before, so that the last renewal is told.
    private static func start(ofStory events: [StoredEvent]) -> Int? {
        let grants = events.indices.filter { events[$0].bringsGoodTokens }
        guard let state = events.first?.transition?.state else { return nil }
        if case .valid(let valid) = state, case .due = valid.renewal, valid.refusals == 0 {
            return grants.dropFirst().first
        }
        return grants.first
    }

    private static func isWholeStory(_ events: [StoredEvent]) -> Bool {
        start(ofStory: events) != nil
    }

    /// The session's events before a version, the newest first.
    private func storyEvents(
        of session: Int64, through seq: Int64, before version: Int64, limit: Int = storyPage
    ) throws(LogError) -> [StoredEvent] {
        try transaction {
            let select = try database.prepare(
                "SELECT \(EventRow.columns) FROM event WHERE session = ? AND version <= ? AND seq <= ?"
                    + " ORDER BY version DESC LIMIT ?")
            try select.bind(session, at: 1)
            try select.bind(version, at: 2)
            try select.bind(seq, at: 3)
            try select.bind(Int64(limit), at: 4)
            var events: [StoredEvent] = []
            while try select.step() { events.append(try EventRow(select).decoded()) }
            return events
        }
    }

    /// The state in which a session stood when its events were moved to an archive.
    private func archivedState(of session: Int64) throws(LogError) -> TokenState? {
        try transaction {
            let select = try database.prepare("SELECT state FROM base_session WHERE session = ?")
            try select.bind(session, at: 1)
            guard try select.step() else { return nil }
            // One that cannot be read is for a verification to tell.
            return try? TokenState(canonicalBytes: select.bytes(0))
        }
    }

    /// The last event before a version that took effect and meets a condition, among as many as can be looked through
    /// at once.
    private func lastEvent(
        of session: Int64, before version: Int64, through seq: Int64 = .max, where condition: String
    ) throws(LogError) -> StoredEvent? {
        try transaction {
            let select = try database.prepare(
                "SELECT \(EventRow.columns) FROM event WHERE session = ?1 AND version < ?2 AND seq <= ?3"
                    + " AND version >= (SELECT max(version) FROM event WHERE session = ?1 AND version < ?2 AND seq <= ?3) - ?4"
                    + " AND disposition = 0 AND \(condition) ORDER BY version DESC LIMIT 1")
            try select.bind(session, at: 1)
            try select.bind(version, at: 2)
            try select.bind(seq, at: 3)
            try select.bind(LogReader.searchedLimit, at: 4)
            return try select.step() ? try EventRow(select).decoded() : nil
        }
    }

    /// The log's own records between two events that concern the session, or every one.
    private func records(
        from first: Int64, through last: Int64, of session: Int64
    ) throws(LogError) -> [StoredEvent] {
        try transaction {
            // By the index of session and version, as a log may have a million events and two records.
            let select = try database.prepare(
                "SELECT \(EventRow.columns) FROM event WHERE session = 0 AND seq <= ? ORDER BY version DESC LIMIT ?")
            try select.bind(last, at: 1)
            try select.bind(Int64(LogReader.storyPage), at: 2)
            var records: [StoredEvent] = []
            while try select.step() {
                let stored = try EventRow(select).decoded()
                if stored.seq < first { break }
                guard case .record(let record) = stored.content else { continue }
                if let subject = record.subject, subject.number != session { continue }
                records.append(stored)
            }
            return records.reversed()
        }
    }

    private static let storyPage = 256
    private static let explainedLimit = 8192
    private static let searchedLimit: Int64 = 100_000
}
