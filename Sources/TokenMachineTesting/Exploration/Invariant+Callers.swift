// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension Invariant {
    /// The timer is set, moved or cleared exactly when the deadline changes, and to the new deadline.
    public static let wakesAtTheDeadline = Invariant("the timer is the deadline") { step in
        let deadline = step.after.deadline(policy: step.policy)
        guard deadline != step.before.deadline(policy: step.policy) else { return step.effects.wake == nil }
        return step.effects.wake == deadline.map(Wake.at) ?? .never
    }

    /// An event that is ignored leaves the state as it was; nothing is sent, and the timer stays.
    public static let ignoresWithoutEffect = Invariant("what is ignored changes nothing") { step in
        guard case .ignored = step.transition.disposition else { return true }
        return step.after == step.before && step.effects.send == nil && step.effects.wake == nil
    }

    /// Who asks for a token gets one, is told why not, or waits for a state that has a deadline; and each state with a
    /// request under way has one.
    public static let givesWaitingCallersADeadline = Invariant("callers who wait have a deadline") { step in
        let hasDeadline = step.after.deadline(policy: step.policy) != nil
        if step.after.request != nil && !hasDeadline { return false }
        guard step.event.kind == .tokenRequested, step.effects.settle == nil else { return true }
        return step.transition.disposition == .ignored(.usable)
            ? step.after.usableAccess(at: step.event.at) != nil : step.after.request != nil && hasDeadline
    }

    /// Callers who wait are told of each arrival in a state that answers them: one with a token, or one without hope.
    public static let settlesWithEachArrival = Invariant("each arrival is told") { step in
        guard step.transition.disposition == .taken else { return true }
        switch step.after.kind {
        case .valid, .failed, .unauthenticated:
            return step.effects.settle != nil
        case .authenticating, .expired, .refreshing:
            return step.before.request == nil || step.effects.settle != nil
                || step.after.request?.current.attempt == step.before.request?.current.attempt
        }
    }

    /// A deadline that has come is never ignored, and one that has not always is.
    public static let takesDeadlinesWhenTheyCome = Invariant("deadlines are taken when they come") { step in
        guard step.event.kind == .deadlineReached else { return true }
        guard let deadline = step.before.deadline(policy: step.policy), step.event.at >= deadline else {
            return step.transition.disposition == .ignored(.early)
        }
        return step.transition.disposition == .taken
    }
}
