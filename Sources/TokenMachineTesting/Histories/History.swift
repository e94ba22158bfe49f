// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What happened to one session from its beginning, under one policy.
public struct History: Hashable, Sendable {
    /// The session's seed for jitter.
    public var seed: UInt64
    /// The policy in force.
    public var policy: TokenPolicy
    /// What happened, in this order.
    public var events: [TokenEvent]

    /// A history of these events.
    public init(seed: UInt64 = 0, policy: TokenPolicy = .ticketpark, events: [TokenEvent]) {
        self.seed = seed
        self.policy = policy
        self.events = events
    }

    /// The state at the beginning.
    public var beginning: TokenState { .initial(seed: seed) }

    /// What the machine makes of it, event by event.
    public var steps: [Step] {
        var state = beginning
        return events.map { event in
            let transition = reduce(state, event, policy: policy)
            defer { state = transition.state }
            return Step(before: state, event: event, policy: policy, transition: transition)
        }
    }
}
