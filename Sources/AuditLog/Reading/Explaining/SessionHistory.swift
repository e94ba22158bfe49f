// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// The part of a session's history that an explanation rests on: from the last time that tokens came, or from the
/// session's beginning, to the event that is explained.
package struct SessionHistory: Hashable, Sendable {
    /// An event of the session, and the state that it met.
    struct Moment: Hashable, Sendable {
        var stored: StoredEvent
        var event: TokenEvent
        var before: TokenState
        var transition: Transition
        var policy: TokenPolicy

        /// Whether the event took effect.
        var isTaken: Bool { transition.disposition == .taken }
    }

    /// The label of the session.
    var label: String
    /// The state before the first event here.
    var initial: TokenState
    /// The events of the session, the oldest first.
    var events: [StoredEvent]
    /// The log's own records that lie between them, the oldest first.
    var records: [StoredEvent]
    /// The last event before those here that brought tokens, where the history does not reach back to one.
    var earlierGrant: StoredEvent?
    /// The last event at which the session had failed, where it is signed out now.
    var lastFailure: StoredEvent?
    /// How many events of the session come before those here.
    var unread: Int64
    /// The policies, by their rows.
    var policies: [Int64: TokenPolicy]
    /// The processes that appended, by their rows.
    var writers: [Int64: WriterSummary]
    /// The time from which all of it is looked at.
    var now: Instant

    /// The events with the states that they met.
    var moments: [Moment] {
        var state = initial
        return events.compactMap { stored in
            guard case .event(let event, from: _, let transition) = stored.content else { return nil }
            defer { state = transition.state }
            return Moment(
                stored: stored, event: event, before: state, transition: transition, policy: policy(of: stored))
        }
    }

    /// The state that is explained.
    var state: TokenState { events.last?.transition?.state ?? initial }

    /// The policy that was in force last.
    var policy: TokenPolicy { events.last.map(policy(of:)) ?? .ticketpark }

    private func policy(of stored: StoredEvent) -> TokenPolicy { policies[stored.policy] ?? .ticketpark }
}

extension StoredEvent {
    /// Whether tokens came with it, were kept and could be used, and none before them had just been refused.
    var bringsGoodTokens: Bool {
        guard bringsTokens, case .valid(let valid)? = transition?.state else {
            return bringsTokens && transition?.state.kind == .expired
        }
        return valid.refusals == 0
    }

    /// Whether tokens came with it, and were kept.
    var bringsTokens: Bool {
        guard let event, event.grant != nil, let transition else { return false }
        return transition.disposition == .taken
    }
}
