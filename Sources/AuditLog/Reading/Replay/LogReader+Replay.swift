// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension LogReader {
    /// Folds the recorded events through this build's reducer, each under the policy that was in force, and compares
    /// states, effects and dispositions. After a divergence it goes on from the recorded state, so that each one is
    /// reported once.
    ///
    /// Nothing is verified: a log that was changed is one that ``verify(with:report:)`` tells of.
    ///
    /// - Parameters:
    ///   - sessions: The sessions to replay; empty for all.
    ///   - report: Is given every divergence as soon as it is found.
    public func replay(
        sessions: Set<SessionID> = [], report: (ReplayDivergence) -> Void
    ) throws(LogError) -> Replay {
        var replay = Replay()
        var query = EventQuery()
        query.sessions = sessions
        let cursor = try events(query)
        let rows = try transaction { try sessionRows() }
        let labels = Dictionary(rows.map { ($0.id, $0.label) }) { first, _ in first }
        var states = Dictionary(rows.map { ($0.id, $0.initialState) }) { first, _ in first }
        for (session, state) in try archivedStates() { states[session] = state }
        let policies = Dictionary(try policies().map { ($0.id, $0.policy) }) { first, _ in first }
        while let stored = try cursor.next() {
            guard case .event(let event, from: _, let recorded) = stored.content else {
                replay.records += 1
                continue
            }
            let session = stored.session.number
            guard let policy = policies[stored.policy], let state = states[session] else {
                throw .damaged(path: path, seq: stored.seq, reason: "its session or policy is missing")
            }
            replay.events += 1
            states[session] = recorded.state
            let transition = reduce(state, event, policy: policy)
            guard transition != recorded else { continue }
            replay.divergences += 1
            report(
                ReplayDivergence(
                    seq: stored.seq, session: labels[session] ?? "", kind: event.kind, reducer: stored.reducer,
                    differences: ReplayDivergence.differences(recorded: recorded, replayed: transition)))
        }
        return replay
    }

    /// The states with which the log goes on since older events were moved to an archive.
    private func archivedStates() throws(LogError) -> [Int64: TokenState] {
        try transaction {
            var states: [Int64: TokenState] = [:]
            for row in try LogBase(database)?.sessions ?? [] where row.session > 0 {
                guard let state = try? Upcaster.current.state(row.state, reducer: row.reducer) else {
                    throw MalformedRow(seq: row.seq, column: "state")
                }
                states[row.session] = state
            }
            return states
        }
    }
}
