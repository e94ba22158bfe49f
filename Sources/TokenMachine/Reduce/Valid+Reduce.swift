// SPDX-License-Identifier: Apache-2.0

extension Valid {
    /// The row of the table for a session that has an access token to hand out.
    @inlinable
    func reduce(_ event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.valid(self)
        switch event.fact {
        case .signInRequested:
            return state.signIn(on: event, policy: policy)
        case .grantAdopted(let grant):
            return state.adopt(grant, on: event, policy: policy)
        case .grantIssued(let current, let grant, let spent):
            guard state.isLineage(grant, to: current, spent: spent, attempt: nil) else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            return state.accept(grant, refusals: refusals, on: event, policy: policy)
        case .requestDenied(let current, _), .requestFaulted(let current, _):
            return state.ignoringAnswer(event, to: current.attempt)
        case .tokenRequested:
            return requestToken(on: event, policy: policy)
        case .accessRejected(let ref):
            guard ref == access.ref else {
                return state.ignoring(event, .late)
            }
            return reject(on: event, policy: policy)
        case .deadlineReached:
            return reachDeadline(on: event, policy: policy)
        case .attemptInterrupted(let attempt):
            return state.ignoringAnswer(event, to: attempt)
        case .signOutRequested:
            return state.signOut(on: event, policy: policy)
        }
    }

    /// A caller came who saw no usable token.
    @inlinable
    func requestToken(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.valid(self)
        guard access.isUsable(at: event.at) else {
            return renewOrFail(on: event, policy: policy)
        }
        switch (renewal, policy.renewal) {
        case (.due(let time, let refresh), .onDemand) where event.at >= time:
            return state.renew(with: refresh, access: access, on: event, policy: policy)
        case (.due, .onDemand), (.due, .eager), (.heldBack, _), (.impossible, _):
            return state.ignoring(event, .usable)
        }
    }

    /// The API refused the access token.
    @inlinable
    func reject(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let refusals = saturatingIncrement(refusals)
        // A failure that nothing cures is not covered up by one that would have its refresh token spent again.
        if case .heldBack(let failure, _) = renewal, !failure.isRecoverable {
            return renewOrFail(refusals: refusals, on: event, policy: policy)
        }
        guard refusals < policy.maxRejections else {
            return TokenState.valid(self).fail(
                .accessRefused, refresh: renewal.refresh, refusals: refusals, on: event, policy: policy)
        }
        return renewOrFail(refusals: refusals, on: event, policy: policy)
    }

    /// The renewal time, or the hard stop.
    @inlinable
    func reachDeadline(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.valid(self)
        guard event.at >= deadline(policy: policy) else {
            return state.ignoring(event, .early)
        }
        switch renewal {
        case .due(_, let refresh):
            if access.isUsable(at: event.at) {
                return state.renew(with: refresh, access: access, on: event, policy: policy)
            }
            return state.moving(
                to: .expired(Expired(attempts: attempts, refresh: refresh)), on: event, policy: policy)
        case .heldBack, .impossible:
            return renewOrFail(on: event, policy: policy)
        }
    }

    /// Without this access token: renews where that is due, fails where it is not.
    @inlinable
    func renewOrFail(refusals: UInt32 = 0, on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.valid(self)
        switch renewal {
        case .due(_, let refresh):
            return state.renew(with: refresh, refusals: refusals, on: event, policy: policy)
        case .heldBack(let failure, let refresh):
            return state.fail(failure, refresh: refresh, refusals: refusals, on: event, policy: policy)
        case .impossible:
            return state.fail(.noRefreshToken, refusals: refusals, on: event, policy: policy)
        }
    }
}
