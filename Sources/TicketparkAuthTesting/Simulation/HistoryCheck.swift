// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine
import TokenMachineTesting

/// Holds every step of a recorded history against the machine's invariants.
struct HistoryCheck {
    private let policy: TokenPolicy
    private var states: [SessionID: TokenState] = [:]

    /// A check of histories under that policy.
    init(policy: TokenPolicy) {
        self.policy = policy
    }

    /// The invariants that `stored` breaks, each in words. Events are given in the order of the log.
    mutating func broken(by stored: StoredEvent) -> [String] {
        guard let event = stored.event, let transition = stored.transition else { return [] }
        let before = states[stored.session] ?? .initial(seed: transition.state.attempts.seed)
        states[stored.session] = transition.state
        let step = Step(before: before, event: event, policy: policy, transition: transition)
        return Invariant.broken(by: step).map { "seq \(stored.seq) breaks: \($0.name)" }
    }
}
