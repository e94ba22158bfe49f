// SPDX-License-Identifier: Apache-2.0

extension LogReader {
    /// The versions of a session's first and last event that the log still has; `nil` where it has none.
    package func versions(of session: SessionID) throws(LogError) -> ClosedRange<Int64>? {
        try transaction {
            guard
                let first = try database.integer(
                    "SELECT min(version) FROM event WHERE session = \(session.number)"),
                let last = try database.integer("SELECT max(version) FROM event WHERE session = \(session.number)")
            else { return nil }
            return first...last
        }
    }

    /// The event of a session with that version; `nil` where the log has none.
    package func row(of session: SessionID, version: Int64) throws(LogError) -> EventRow? {
        try rows(of: session, versions: version...version, isReversed: false, limit: 1).first
    }

    /// Up to `limit` events of a session with versions in a range, in their order or from the last one on.
    package func rows(
        of session: SessionID, versions: ClosedRange<Int64>, isReversed: Bool, limit: Int
    ) throws(LogError) -> [EventRow] {
        try transaction {
            let select = try database.prepare(
                "SELECT \(EventRow.columns) FROM event WHERE session = ? AND version BETWEEN ? AND ?"
                    + " ORDER BY version \(isReversed ? "DESC" : "ASC") LIMIT ?")
            try select.bind(session.number, at: 1)
            try select.bind(versions.lowerBound, at: 2)
            try select.bind(versions.upperBound, at: 3)
            try select.bind(Int64(limit), at: 4)
            var rows: [EventRow] = []
            while try select.step() { rows.append(EventRow(select)) }
            return rows
        }
    }
}
