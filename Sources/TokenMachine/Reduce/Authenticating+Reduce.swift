// SPDX-License-Identifier: Apache-2.0

extension Authenticating {
    /// The row of the table for a session whose sign-in is on its way.
    @inlinable
    func reduce(_ event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.authenticating(self)
        switch event.fact {
        case .signInRequested:
            return state.signIn(on: event, policy: policy)
        case .grantAdopted(let grant):
            return state.adopt(grant, on: event, policy: policy)
        case .grantIssued(let current, let grant, spent: _):
            guard current.attempt == request.current.attempt else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            return state.accept(grant, on: event, policy: policy)
        case .requestDenied(let current, let denial):
            // Any try of the attempt: they all carried the same password.
            guard current.attempt == request.current.attempt else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            let failure: Failure = denial.code == .invalidGrant ? .signInRejected : .clientRejected
            return state.fail(failure, on: event, policy: policy)
        case .requestFaulted(let current, let fault):
            guard request.isInFlight(current) else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            return retry(after: fault, on: event, policy: policy)
        case .tokenRequested:
            return state.ignoring(event, .joined)
        case .accessRejected:
            return state.ignoring(event, .late)
        case .deadlineReached:
            return reachDeadline(on: event, policy: policy)
        case .attemptInterrupted(let attempt):
            guard attempt == request.current.attempt else {
                return state.ignoringAnswer(event, to: attempt)
            }
            // The password was in that process alone.
            return state.fail(.interrupted, on: event, policy: policy)
        case .signOutRequested:
            return state.signOut(on: event, policy: policy)
        }
    }

    /// The time limit of a try, or the end of its back-off.
    @inlinable
    func reachDeadline(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.authenticating(self)
        guard event.at >= request.deadline else {
            return state.ignoring(event, .early)
        }
        switch request.phase {
        case .inFlight:
            return retry(after: Fault(.timedOut, reached: .maybe), on: event, policy: policy)
        case .backingOff:
            var next = self
            next.request = request.next(at: event.at, policy: policy)
            return state.moving(
                to: .authenticating(next),
                on: event,
                policy: policy,
                send: TokenRequest(next.request.current, grantType: .password))
        }
    }

    /// Backs off while tries remain.
    @inlinable
    func retry(after fault: Fault, on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.authenticating(self)
        guard request.current.number < policy.maxTries else {
            return state.fail(.unavailable, retryAfter: fault.retryAfter, on: event, policy: policy)
        }
        var next = self
        next.request = request.backingOff(
            at: event.at, seed: attempts.seed, retryAfter: fault.retryAfter, policy: policy)
        return state.moving(to: .authenticating(next), on: event, policy: policy)
    }
}
