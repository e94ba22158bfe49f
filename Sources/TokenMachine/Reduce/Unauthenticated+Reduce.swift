// SPDX-License-Identifier: Apache-2.0

extension Unauthenticated {
    /// The row of the table for a session that is signed out.
    @inlinable
    func reduce(_ event: TokenEvent, policy: TokenPolicy) -> Transition {
        let state = TokenState.unauthenticated(self)
        switch event.fact {
        case .signInRequested:
            return state.signIn(on: event, policy: policy)
        case .grantAdopted(let grant):
            return state.adopt(grant, on: event, policy: policy)
        case .grantIssued(let current, _, spent: _), .requestDenied(let current, _), .requestFaulted(let current, _):
            return state.ignoringAnswer(event, to: current.attempt)
        case .tokenRequested:
            return state.answering(.failed(.notSignedIn))
        case .accessRejected:
            return state.ignoring(event, .late)
        case .deadlineReached:
            return state.ignoring(event, .early)
        case .attemptInterrupted(let attempt):
            return state.ignoringAnswer(event, to: attempt)
        case .signOutRequested:
            return state.ignoring(event, .duplicate)
        }
    }
}
