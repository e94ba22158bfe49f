// SPDX-License-Identifier: Apache-2.0

extension Refreshing {
    /// The row of the table for a session whose refresh is on its way.
    @inlinable
    func reduce(_ event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.refreshing(self)
        switch event.fact {
        case .signInRequested:
            return state.signIn(on: event, policy: policy)
        case .grantAdopted(let grant):
            return state.adopt(grant, on: event, policy: policy)
        case .grantIssued(let current, let grant, let spent):
            guard state.isLineage(grant, to: current, spent: spent, attempt: request.current.attempt) else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            return state.accept(grant, refusals: refusals, coolDowns: coolDowns, on: event, policy: policy)
        case .requestDenied(let current, let denial):
            guard request.isInFlight(current) else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            return giveUp(failure(for: denial), refresh: refresh, on: event, policy: policy)
        case .requestFaulted(let current, let fault):
            guard request.isInFlight(current) else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            // Its name is kept, as the answer to an earlier try may still come.
            guard fault.kind != .tokenMissing else {
                return giveUp(.noRefreshToken, refresh: refresh, on: event, policy: policy)
            }
            return retry(after: fault, on: event, policy: policy)
        case .tokenRequested:
            return requestToken(on: event, policy: policy)
        case .accessRejected(let ref):
            guard let access, access.ref == ref else {
                return state.ignoring(event, .late)
            }
            var next = self
            next.access = nil
            next.refusals = saturatingIncrement(refusals)
            return state.moving(to: .refreshing(next), on: event, policy: policy)
        case .deadlineReached:
            return reachDeadline(on: event, policy: policy)
        case .attemptInterrupted(let attempt):
            guard attempt == request.current.attempt, request.isInFlight(request.current) else {
                return state.ignoringAnswer(event, to: attempt)
            }
            return retry(after: Fault(.disconnected, reached: .maybe), on: event, policy: policy)
        case .signOutRequested:
            return state.signOut(on: event, policy: policy)
        }
    }

    /// What a no of the token endpoint means for the refresh token.
    @inlinable
    func failure(for denial: Denial) -> Failure {
        guard denial.code == .invalidGrant else { return .clientRejected }
        // Refused after a try whose answer we never saw: most likely that try spent it.
        return refresh.isOutcomeUnknown ? .refreshTokenLost : .refreshTokenRejected
    }

    /// A caller came who saw no usable token.
    @inlinable
    func requestToken(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.refreshing(self)
        switch request.phase {
        case .backingOff(let until)
        where until - event.at > policy.longestAwaitedBackOff && usableAccess(at: event.at) == nil:
            return state.answering(.unavailable(until: until))
        case .backingOff, .inFlight:
            return state.ignoring(event, .joined)
        }
    }

    /// The time limit of a try, or the end of its back-off.
    @inlinable
    func reachDeadline(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.refreshing(self)
        guard event.at >= request.deadline else {
            return state.ignoring(event, .early)
        }
        switch request.phase {
        case .inFlight:
            return retry(after: Fault(.timedOut, reached: .maybe), on: event, policy: policy)
        case .backingOff:
            var next = self
            next.access = usableAccess(at: event.at)
            next.request = request.next(at: event.at, policy: policy)
            return state.moving(
                to: .refreshing(next),
                on: event,
                policy: policy,
                send: TokenRequest(next.request.current, grantType: .refreshToken(refresh.ref)))
        }
    }

    /// Backs off while tries remain or the access token lasts, unless a second use of the refresh token would do harm.
    @inlinable
    func retry(after fault: Fault, on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.refreshing(self)
        let refresh = refresh.afterTry(reached: fault.reached)
        if refresh.isOutcomeUnknown && policy.refreshTokenReuse == .revokesFamily {
            return giveUp(.refreshTokenLost, refresh: refresh, on: event, policy: policy)
        }
        let access = usableAccess(at: event.at)
        guard access != nil || request.current.number < policy.maxTries else {
            return state.fail(
                .unavailable, refresh: refresh, refusals: refusals, coolDowns: coolDowns,
                retryAfter: fault.retryAfter, on: event, policy: policy)
        }
        var next = self
        next.refresh = refresh
        next.access = access
        next.request = request.backingOff(
            at: event.at, seed: attempts.seed, retryAfter: fault.retryAfter, policy: policy)
        return state.moving(to: .refreshing(next), on: event, policy: policy)
    }

    /// Ends the attempt. Callers are served as long as the access token lasts; then the session has failed.
    @inlinable
    func giveUp(
        _ failure: Failure, refresh: HeldRefreshToken, on event: TokenEvent, policy: TokenPolicy
    ) -> Transition {
        let state = TokenState.refreshing(self)
        guard let access = usableAccess(at: event.at) else {
            return state.fail(
                failure, refresh: refresh, refusals: refusals, coolDowns: coolDowns, on: event, policy: policy)
        }
        let next = Valid(
            attempts: attempts, access: access, refusals: refusals, renewal: .heldBack(failure, refresh))
        return state.moving(to: .valid(next), on: event, policy: policy, settle: .token(access.ref))
    }
}
