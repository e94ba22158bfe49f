// SPDX-License-Identifier: Apache-2.0

extension Failed {
    /// The row of the table for a session that failed.
    @inlinable
    func reduce(_ event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.failed(self)
        switch event.fact {
        case .signInRequested:
            return state.signIn(on: event, policy: policy)
        case .grantAdopted(let grant):
            return state.adopt(grant, on: event, policy: policy)
        case .grantIssued(let current, let grant, let spent):
            let isAnswerToLast = refresh == nil && current.attempt == attempts.last
            guard isAnswerToLast || state.isLineage(grant, to: current, spent: spent, attempt: attempts.last) else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            return state.accept(grant, refusals: refusals, coolDowns: coolDowns, on: event, policy: policy)
        case .requestDenied(let current, _), .requestFaulted(let current, _):
            return state.ignoringAnswer(event, to: current.attempt)
        case .tokenRequested:
            guard let recovery, event.at >= coolDownEnd else {
                return state.answering(.failed(failure))
            }
            return recover(with: recovery, on: event, policy: policy)
        case .accessRejected:
            return state.ignoring(event, .late)
        case .deadlineReached:
            guard let recovery, event.at >= coolDownEnd else {
                return state.ignoring(event, .early)
            }
            return recover(with: recovery, on: event, policy: policy)
        case .attemptInterrupted(let attempt):
            return state.ignoringAnswer(event, to: attempt)
        case .signOutRequested:
            return state.signOut(on: event, policy: policy)
        }
    }

    /// Tries again, remembering how often in a row that came to nothing.
    @inlinable
    func recover(with refresh: HeldRefreshToken, on event: TokenEvent, policy: TokenPolicy) -> Transition {
        TokenState.failed(self).renew(
            with: refresh, refusals: refusals, coolDowns: coolDowns, on: event, policy: policy)
    }
}
