// SPDX-License-Identifier: Apache-2.0

extension Expired {
    /// The row of the table for a session that holds a refresh token alone.
    @inlinable
    func reduce(_ event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.expired(self)
        switch event.fact {
        case .signInRequested:
            return state.signIn(on: event, policy: policy)
        case .grantAdopted(let grant):
            return state.adopt(grant, on: event, policy: policy)
        case .grantIssued(let current, let grant, let spent):
            guard state.isLineage(grant, to: current, spent: spent, attempt: nil) else {
                return state.ignoringAnswer(event, to: current.attempt)
            }
            return state.accept(grant, on: event, policy: policy)
        case .requestDenied(let current, _), .requestFaulted(let current, _):
            return state.ignoringAnswer(event, to: current.attempt)
        case .tokenRequested:
            return state.renew(with: refresh, on: event, policy: policy)
        case .accessRejected:
            return state.ignoring(event, .late)
        case .deadlineReached:
            guard event.at >= deadline(policy: policy) else {
                return state.ignoring(event, .early)
            }
            return state.renew(with: refresh, on: event, policy: policy)
        case .attemptInterrupted(let attempt):
            return state.ignoringAnswer(event, to: attempt)
        case .signOutRequested:
            return state.signOut(on: event, policy: policy)
        }
    }
}
