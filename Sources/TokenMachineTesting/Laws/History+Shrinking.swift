// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension History {
    /// A shorter and simpler history that fails, too: no event can be left out of it, and none made simpler in the ways
    /// that are tried.
    ///
    /// - Parameter fails: Whether a history fails. This one should; if it does not, it comes back as it is.
    public func shrunk(while fails: (History) -> Bool) -> History {
        var smallest = self
        guard fails(smallest) else { return smallest }
        var isSmaller = true
        while isSmaller {
            isSmaller = smallest.dropEvents(while: fails)
            isSmaller = smallest.simplify(while: fails) || isSmaller
        }
        return smallest
    }

    /// Leaves events out, first many at once, then one by one.
    private mutating func dropEvents(while fails: (History) -> Bool) -> Bool {
        var hasDropped = false
        var size = events.count
        while size >= 1 {
            var start = 0
            while start < events.count {
                var candidate = self
                candidate.events.removeSubrange(start..<min(start + size, events.count))
                // The event that is left out may have begun an attempt, and those after it have its number then.
                var renumbered = candidate
                for index in start..<candidate.events.count { renumbered.events[index].lowerAttempt() }
                if let shorter = [candidate, renumbered].first(where: fails) {
                    self = shorter
                    hasDropped = true
                } else {
                    start += size
                }
            }
            size /= 2
        }
        return hasDropped
    }

    private mutating func simplify(while fails: (History) -> Bool) -> Bool {
        var hasSimplified = false
        for change in [{ $0.seed = 0 }, { $0.policy = .ticketpark }] as [(inout History) -> Void] {
            hasSimplified = attempt(change, while: fails) || hasSimplified
        }
        for index in events.indices {
            let earliest = index == 0 ? Instant(milliseconds: 0) : events[index - 1].at
            for simpler in events[index].simplerForms(from: earliest) {
                hasSimplified = attempt({ $0.events[index] = simpler }, while: fails) || hasSimplified
            }
        }
        return hasSimplified
    }

    private mutating func attempt(_ change: (inout History) -> Void, while fails: (History) -> Bool) -> Bool {
        var candidate = self
        change(&candidate)
        guard candidate != self, fails(candidate) else { return false }
        self = candidate
        return true
    }
}

extension TokenEvent {
    /// This event at that instant, and with less in it. Each form is simpler than this one, so that there is an end.
    fileprivate func simplerForms(from earliest: Instant) -> [TokenEvent] {
        var forms: [TokenEvent] = []
        if at > earliest { forms.append(TokenEvent(fact, at: earliest)) }
        switch fact {
        case .grantAdopted(let grant):
            forms += grant.simplerForms(at: at).map { TokenEvent(.grantAdopted($0), at: at) }
        case .grantIssued(let current, let grant, let spent):
            forms += grant.simplerForms(at: at).map { TokenEvent(.grantIssued(current, $0, spent: spent), at: at) }
        case .requestFaulted(let current, let fault):
            let simple = Fault(.timedOut, reached: fault.reached)
            if fault != simple { forms.append(TokenEvent(.requestFaulted(current, simple), at: at)) }
        case .requestDenied(let current, let denial):
            let simple = Denial(code: .invalidGrant, status: 400)
            if denial != simple { forms.append(TokenEvent(.requestDenied(current, simple), at: at)) }
        case .signOutRequested(burn: true):
            forms.append(.signOutRequested(at: at))
        case .signInRequested, .tokenRequested, .accessRejected, .deadlineReached, .attemptInterrupted,
            .signOutRequested(burn: false):
            break
        }
        return forms
    }
}

extension TokenEvent {
    /// Names the attempt before the one that it names.
    fileprivate mutating func lowerAttempt() {
        switch fact {
        case .grantIssued(let current, let grant, let spent):
            fact = .grantIssued(current.lowered, grant, spent: spent)
        case .requestDenied(let current, let denial):
            fact = .requestDenied(current.lowered, denial)
        case .requestFaulted(let current, let fault):
            fact = .requestFaulted(current.lowered, fault)
        case .attemptInterrupted(let attempt):
            fact = .attemptInterrupted(attempt.lowered)
        case .signInRequested, .grantAdopted, .tokenRequested, .accessRejected, .deadlineReached, .signOutRequested:
            break
        }
    }
}

extension TokenTry {
    fileprivate var lowered: TokenTry { TokenTry(attempt: attempt.lowered, number: number) }
}

extension Attempt {
    fileprivate var lowered: Attempt { Attempt(number > 1 ? number - 1 : number) }
}

extension Grant {
    fileprivate func simplerForms(at now: Instant) -> [Grant] {
        var forms: [Grant] = []
        if requestedAt != now { forms.append(Grant(access: access, refresh: refresh, requestedAt: now)) }
        if let access, access.lifetime != nil {
            let simple = GrantedAccessToken(ref: access.ref, lifetime: nil)
            forms.append(Grant(access: simple, refresh: refresh, requestedAt: requestedAt))
        }
        if refresh != nil { forms.append(Grant(access: access, refresh: nil, requestedAt: requestedAt)) }
        return forms
    }
}
