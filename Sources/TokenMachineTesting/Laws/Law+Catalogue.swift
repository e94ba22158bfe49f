// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension Law {
    /// Who reads each state back from its canonical bytes, as a replay of the log does, sees the same states and
    /// effects as who kept it in memory.
    public static let replaysFromBytes = Law("a replay from bytes equals the live run", symbol: "replaysFromBytes") {
        history in
        do throws(MalformedBytes) {
            let policy = try TokenPolicy(canonicalBytes: history.policy.canonicalBytes)
            var state = try TokenState(canonicalBytes: history.beginning.canonicalBytes)
            for (index, step) in history.steps.enumerated() {
                let transition = reduce(state, step.event, policy: policy)
                state = try TokenState(canonicalBytes: transition.state.canonicalBytes)
                let effects = try Effects(canonicalBytes: transition.effects.canonicalBytes)
                if state != step.after || effects != step.effects { return "event \(index) comes out differently" }
            }
            return nil
        } catch {
            return "malformed at byte \(error.offset): \(error.expected)"
        }
    }

    /// An event that is ignored leaves the state as it was, and of effects has at most `forget` and `settle`.
    public static let ignoresWithoutEffect = Law("what is ignored changes nothing", symbol: "ignoresWithoutEffect") {
        history in
        for (index, step) in history.steps.enumerated() where step.transition.disposition != .taken {
            if step.after != step.before { return "event \(index) is ignored and changes the state" }
            if step.effects.send != nil || step.effects.wake != nil { return "event \(index) is ignored and acts" }
        }
        return nil
    }

    /// Every step keeps every ``Invariant``.
    public static let keepsItsPromises = Law("every step keeps every promise", symbol: "keepsItsPromises") { history in
        for (index, step) in history.steps.enumerated() {
            if let broken = Invariant.broken(by: step).first { return "event \(index) breaks: \(broken.name)" }
        }
        return nil
    }

    /// The number of the last attempt never goes down, goes up by one at most, and the seed stays.
    public static let countsAttemptsUp = Law("attempts are counted up one by one", symbol: "countsAttemptsUp") {
        history in
        for (index, step) in history.steps.enumerated() {
            let (before, after) = (step.before.attempts, step.after.attempts)
            if after.seed != before.seed { return "event \(index) changes the seed" }
            if after.last != before.last && after.last.number != before.last.number + 1 {
                return "event \(index) leads from attempt \(before.last.number) to \(after.last.number)"
            }
        }
        return nil
    }

    /// The same history a year later comes to the same, a year later: no instant but those of the events counts.
    ///
    /// Not so where an instant lies within a year of the end of time.
    public static let shiftsWithTime = Law("a history later comes to the same later", symbol: "shiftsWithTime") {
        history in
        let year = Interval.days(365)
        var later = history
        for index in later.events.indices { later.events[index].shift(by: year) }
        for (index, (step, laterStep)) in zip(history.steps, later.steps).enumerated() {
            var (state, effects) = (step.after, step.effects)
            state.shift(by: year)
            effects.shift(by: year)
            if state != laterStep.after || effects != laterStep.effects
                || step.transition.disposition != laterStep.transition.disposition
            {
                return "event \(index) comes out differently a year later"
            }
        }
        return nil
    }
}

extension TokenEvent {
    /// Moves every instant of this event by `interval`.
    public mutating func shift(by interval: Interval) {
        at = at + interval
        switch fact {
        case .grantAdopted(var grant):
            grant.requestedAt = grant.requestedAt + interval
            fact = .grantAdopted(grant)
        case .grantIssued(let current, var grant, let spent):
            grant.requestedAt = grant.requestedAt + interval
            fact = .grantIssued(current, grant, spent: spent)
        case .signInRequested, .requestDenied, .requestFaulted, .tokenRequested, .accessRejected, .deadlineReached,
            .attemptInterrupted, .signOutRequested:
            break
        }
    }
}

extension Effects {
    /// Moves every instant of these effects by `interval`, but for the one that means "at once".
    public mutating func shift(by interval: Interval) {
        if case .at(let instant) = wake, instant != .distantPast { wake = .at(instant + interval) }
        if case .unavailable(let until) = settle { settle = .unavailable(until: until + interval) }
    }
}
