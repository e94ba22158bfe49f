// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

extension LogReader {
    /// What another policy would most likely have done with the same history.
    ///
    /// What is not in a log cannot be known: callers who were given a token at once, and how the server would have
    /// answered requests that were never made. Those are answered as the last recorded one before them was. So the policy
    /// that was in force is simulated as well, for the other one to be compared with. A session that saw several is
    /// simulated under the last of them throughout.
    ///
    /// - Parameter change: Makes the other policy of the one that was in force.
    package func whatIf(
        _ session: SessionSummary, _ change: (TokenPolicy) -> TokenPolicy
    ) throws(LogError) -> WhatIf {
        let policies = Dictionary(try policies().map { ($0.id, $0.policy) }) { first, _ in first }
        var query = EventQuery()
        query.sessions = [session.id]
        let cursor = try events(query)
        var result = WhatIf(
            session: session.label, recorded: WhatIf.Figures(), samePolicy: WhatIf.Figures(),
            otherPolicy: WhatIf.Figures())
        var server = ServerRecord()
        var outside: [TokenEvent] = []
        var initial: TokenState?
        var state = try startOfHistory(session)
        var now: Instant?
        var policy = TokenPolicy.ticketpark
        while let stored = try cursor.next() {
            guard case .event(let event, from: _, let recorded) = stored.content else { continue }
            if initial == nil { initial = state }
            policy = policies[stored.policy] ?? .ticketpark
            if result.firstDivergence == nil {
                let replayed = reduce(state, event, policy: change(policy))
                if replayed != recorded {
                    result.firstDivergence = ReplayDivergence(
                        seq: stored.seq, session: session.label, kind: event.kind, reducer: stored.reducer,
                        differences: ReplayDivergence.differences(recorded: recorded, replayed: replayed))
                }
            }
            server.add(event, before: state, recorded)
            if event.kind.comesFromOutside { outside.append(event) }
            result.recorded.add(recorded, from: state, since: now ?? event.at, until: event.at)
            state = recorded.state
            now = event.at
        }
        guard let initial, let last = now else { return result }
        let end = max(last, try lastInstant())
        result.recorded.pass(state, since: last, until: end)
        func simulated(_ policy: TokenPolicy) -> WhatIf.Figures {
            var simulation = Simulation(initial, outside: outside, server: server, policy: policy, end: end)
            return simulation.run()
        }
        result.samePolicy = simulated(policy)
        result.otherPolicy = change(policy) == policy ? result.samePolicy : simulated(change(policy))
        return result
    }

    /// The state in which the events of a session that the log still has begin.
    private func startOfHistory(_ session: SessionSummary) throws(LogError) -> TokenState {
        try transaction {
            let archived = try database.prepare("SELECT state FROM base_session WHERE session = ?")
            try archived.bind(session.id.number, at: 1)
            if try archived.step(), let state = try? TokenState(canonicalBytes: archived.bytes(0)) { return state }
            return try sessionRows(label: session.label).first?.initialState ?? session.state
        }
    }

    /// The instant of the last event of the log.
    private func lastInstant() throws(LogError) -> Instant {
        try transaction {
            Instant(milliseconds: try database.integer("SELECT at_ms FROM event ORDER BY seq DESC LIMIT 1") ?? .min)
        }
    }
}

extension EventKind {
    /// Whether it comes from people, callers or the system, and follows from no policy.
    fileprivate var comesFromOutside: Bool {
        switch self {
        case .signInRequested, .grantAdopted, .tokenRequested, .accessRejected, .attemptInterrupted,
            .signOutRequested:
            true
        case .grantIssued, .requestDenied, .requestFaulted, .deadlineReached: false
        }
    }
}
