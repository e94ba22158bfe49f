// SPDX-License-Identifier: Apache-2.0

extension TokenState {
    /// The transition by which `event` leads from this state to `next`.
    ///
    /// It derives what never varies: the timer follows the deadline, and every secret is dropped that the old state
    /// held or the event brought and the new state does not hold.
    @inlinable
    func moving(
        to next: TokenState,
        on event: TokenEvent,
        policy: TokenPolicy,
        send: TokenRequest? = nil,
        settle: Outcome? = nil
    ) -> Transition {
        let deadline = next.deadline(policy: policy)
        var effects = Effects(send: send, settle: settle)
        if deadline != self.deadline(policy: policy) {
            effects.wake = Wake(deadline: deadline)
        }
        effects.forget = released(by: event, in: next)
        return Transition(next, effects, .taken)
    }

    /// The transition by which `event` leaves this state as it is, and what it brought is dropped.
    @inlinable
    func ignoring(_ event: TokenEvent, _ reason: IgnoreReason) -> Transition {
        Transition(self, Effects(forget: released(by: event, in: self)), .ignored(reason))
    }

    /// The transition by which `event` is answered and the state stays.
    @inlinable
    func answering(_ outcome: Outcome) -> Transition {
        Transition(self, Effects(settle: outcome), .taken)
    }

    /// Why an answer to `attempt` that is not waited for is ignored.
    @inlinable
    func ignoringAnswer(_ event: TokenEvent, to attempt: Attempt) -> Transition {
        ignoring(event, attempt <= attempts.last && attempt.number > 0 ? .late : .unsolicited)
    }

    /// The refs of this state and of the grant that `event` brought, less those that `next` holds.
    @inlinable
    func released(by event: TokenEvent, in next: TokenState) -> RefSet {
        var released = RefSet()
        if let ref = access?.ref, !next.holds(ref) { released.insert(ref) }
        if let ref = refresh?.ref, !next.holds(ref) { released.insert(ref) }
        guard let grant = event.grant else { return released }
        if let ref = grant.access?.ref, !next.holds(ref) { released.insert(ref) }
        if let ref = grant.refresh, !next.holds(ref) { released.insert(ref) }
        return released
    }
}
