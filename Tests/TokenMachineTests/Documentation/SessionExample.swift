// SPDX-License-Identifier: Apache-2.0

// The example of TokenMachine's documentation, word for word: a test holds one against the other.

import TokenMachine

/// What the program around the machine can do.
protocol Performer {
    /// Asks the token endpoint. What comes of it is the next event.
    func send(_ request: TokenRequest)
    /// Sets, moves or clears the one timer. When it goes off, that is an event, too.
    func wake(_ wake: Wake)
    /// Tells the callers that wait.
    func settle(_ outcome: Outcome)
    /// Drops these secrets.
    func forget(_ refs: RefSet)
}

struct Session {
    private(set) var state = TokenState.initial(seed: 42)

    mutating func take(_ event: TokenEvent, with performer: some Performer) {
        let transition = reduce(state, event, policy: .ticketpark)
        // Here the event is written down, before anything comes of it.
        state = transition.state
        for effect in transition.effects {
            switch effect {
            case .send(let request): performer.send(request)
            case .wake(let wake): performer.wake(wake)
            case .settle(let outcome): performer.settle(outcome)
            case .forget(let refs): performer.forget(refs)
            }
        }
    }
}
