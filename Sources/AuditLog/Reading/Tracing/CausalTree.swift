// SPDX-License-Identifier: Apache-2.0

/// What led to an event, and what came of it: each event names the one whose effect led to it.
package struct CausalTree: Hashable, Sendable {
    /// An event with what came of it.
    package struct Node: Hashable, Sendable {
        /// The event.
        package var row: EventRow
        /// How far it lies from the event that was asked for: its cause is at -1, what came of it at 1.
        package var level: Int
        /// What came of it, in order.
        package var children: [Node] = []
    }

    /// The causes of the event that was asked for, the nearest last.
    package var causes: [EventRow]
    /// Whether the first of ``causes`` has a cause of its own, which was not followed.
    package var hasMoreCauses: Bool
    /// The event that was asked for.
    package var root: Node
    /// Whether something came of the last ones, which was not followed.
    package var hasMoreConsequences: Bool
}

extension LogReader {
    /// What led to an event, and what came of it; `nil` where the log has no such event.
    ///
    /// - Parameters:
    ///   - up: So many causes are followed back at most.
    ///   - down: So many steps are followed forward at most.
    package func trace(_ seq: Int64, up: Int, down: Int) throws(LogError) -> CausalTree? {
        guard let asked = try row(seq) else { return nil }
        var causes: [EventRow] = []
        var next = asked.details.cause
        while let seq = next, causes.count < up, let cause = try row(seq), cause.seq < (causes.last ?? asked).seq {
            causes.append(cause)
            next = cause.details.cause
        }
        let rows = try consequences(of: asked, steps: down)
        let byCause = Dictionary(grouping: rows.found) { $0.details.cause ?? 0 }
        func node(_ row: EventRow, _ level: Int) -> CausalTree.Node {
            CausalTree.Node(
                row: row, level: level, children: (byCause[row.seq] ?? []).map { node($0, level + 1) })
        }
        return CausalTree(
            causes: causes.reversed(), hasMoreCauses: next != nil && causes.count == up, root: node(asked, 0),
            hasMoreConsequences: rows.hasMore)
    }

    /// The events that came of `asked`, directly or not, within that many steps.
    ///
    /// Nothing leads from an event to what came of it but a look at those after it; a session's events lie close
    /// together in its index, and what comes of an event does not come long after it.
    private func consequences(
        of asked: EventRow, steps: Int
    ) throws(LogError) -> (found: [EventRow], hasMore: Bool) {
        var levels = [asked.seq: 0]
        var found: [EventRow] = []
        var hasMore = false
        var last = asked.version
        var version = asked.version
        while version - last < LogReader.causalReach {
            let page = try rowsOfSession(asked.session, after: version)
            if page.isEmpty { break }
            for row in page {
                version = max(version, row.version)
                guard let cause = row.details.cause, let level = levels[cause] else { continue }
                guard level < steps else {
                    hasMore = true
                    continue
                }
                levels[row.seq] = level + 1
                last = row.version
                found.append(row)
            }
        }
        return (found, hasMore)
    }

    private func rowsOfSession(
        _ session: Int64, after version: Int64
    ) throws(LogError) -> [EventRow] {
        try transaction {
            let select = try database.prepare(
                "SELECT \(EventRow.columns) FROM event WHERE session = ? AND version > ? ORDER BY version LIMIT 256")
            try select.bind(session, at: 1)
            try select.bind(version, at: 2)
            var rows: [EventRow] = []
            while try select.step() { rows.append(EventRow(select)) }
            return rows
        }
    }

    private static let causalReach: Int64 = 4096
}
