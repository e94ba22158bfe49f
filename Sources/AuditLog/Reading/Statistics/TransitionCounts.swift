// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// How often each event met each state, and what came of it.
package struct TransitionCounts: Hashable, Sendable {
    /// A way from a state to the next one.
    package struct Way: Hashable, Sendable {
        package var from: StateKind
        package var event: EventKind
        package var to: StateKind
        package var disposition: Disposition
    }

    /// How often each way was gone. Ways that never were are not in it.
    package private(set) var counts: [Way: Int64] = [:]

    /// Nothing yet.
    package init() {}

    /// How often an event of that kind met a state of that kind.
    package func count(_ state: StateKind, _ event: EventKind) -> Int64 {
        counts.reduce(0) { $1.key.from == state && $1.key.event == event ? $0 + $1.value : $0 }
    }

    /// How often an event of that kind led from one state to another.
    package func count(_ from: StateKind, _ event: EventKind, _ to: StateKind) -> Int64 {
        counts.reduce(0) {
            $1.key.from == from && $1.key.event == event && $1.key.to == to ? $0 + $1.value : $0
        }
    }

    mutating func add(_ way: Way, _ count: Int64) {
        counts[way, default: 0] += count
    }
}

extension LogReader {
    /// Counts the transitions of the sessions, or of all where none is named, without decoding a single state.
    ///
    /// - Parameter range: The seqs between which events count.
    package func transitionCounts(
        of sessions: Set<SessionID> = [], in range: ClosedRange<Int64> = 1...(.max)
    ) throws(LogError) -> TransitionCounts {
        var counts = TransitionCounts()
        var query = EventQuery()
        query.sessions = sessions
        query.seqs = range
        var rest = try bounds(of: query)
        while let seqs = rest {
            let first = seqs.lowerBound
            let last = min(seqs.upperBound, first + EventCursor.window - 1)
            try transaction {
                let select = try database.prepare(
                    "SELECT from_state, kind, to_state, disposition, count(*) FROM event"
                        + " WHERE seq BETWEEN ? AND ? AND session > 0\(query.conditions) GROUP BY 1, 2, 3, 4")
                try select.bind(first, at: 1)
                try select.bind(last, at: 2)
                while try select.step() {
                    // What no machine writes is for a verification to tell.
                    guard let from = StateKind(code: select.integer(0)), let event = EventKind(code: select.integer(1)),
                        let to = StateKind(code: select.integer(2)),
                        let disposition = Disposition.allCases.first(where: { $0.code == select.integer(3) })
                    else { continue }
                    counts.add(
                        TransitionCounts.Way(from: from, event: event, to: to, disposition: disposition),
                        select.integer(4))
                }
            }
            // Seqs have no gaps, unless somebody made one, which may be wide.
            rest = last < seqs.upperBound ? try self.seqs(in: last + 1...seqs.upperBound) : nil
        }
        return counts
    }
}
