// SPDX-License-Identifier: Apache-2.0

// The listing of EmbeddingTheReducer.md, word for word: a test holds one against the other.

import TokenMachine

/// A session that outlives its process.
struct KeptSession {
    private(set) var state: TokenState

    /// The session as it was kept.
    ///
    /// - Parameter bytes: What was kept last; `nil` for a session that nobody has used yet.
    init(bytes: [UInt8]?, seed: UInt64) throws(MalformedBytes) {
        state = if let bytes { try TokenState(canonicalBytes: bytes) } else { .initial(seed: seed) }
    }

    /// Meets an event. What is returned is to be done afterwards, in its order.
    ///
    /// - Parameter keep: Puts the new state where it is found after a crash. Where that fails, nothing has happened.
    mutating func take(_ event: TokenEvent, keep: ([UInt8]) throws -> Void) rethrows -> Effects {
        let transition = reduce(state, event, policy: .ticketpark)
        try keep(transition.state.canonicalBytes)
        state = transition.state
        return transition.effects
    }
}
