// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@Suite struct `The machine is total` {
    @Test(arguments: StateKind.allCases)
    func `no state, event and policy stop it, however absurd`(kind: StateKind) {
        var random = SplitMix64(seed: UInt64(kind.rawValue))
        for event in EventKind.allCases {
            for _ in 0..<600 {
                let state = random.anyState(of: kind)
                let policy = random.anyPolicy()
                let next = reduce(state, random.anyEvent(of: event), policy: policy)
                _ = next.state.deadline(policy: policy)
                if case .ignored = next.disposition { #expect(next.state == state) }
            }
        }
    }

    @Test func `numbers that can grow no more stay`() {
        let next = reduce(
            .sampleRefreshing(.inFlight(until: 0), refresh: .first, access: .first, refusals: .max),
            .accessRejected(0xA1, at: 0), policy: .ticketpark)
        #expect(
            next
                == Transition(
                    .sampleRefreshing(.inFlight(until: 0), refresh: .first, refusals: .max),
                    Effects(forget: [0xA1])))

        let last = reduce(
            .sampleAuthenticating(try: .max, .backingOff(until: 0)), .deadlineReached(at: 0), policy: .ticketpark)
        #expect(last.effects.send == .password(.of(1, .max)))
    }

    @Test func `attempt numbers wrap around`() {
        let next = reduce(
            .sampleUnauthenticated(last: .max), .signInRequested(at: 0), policy: .ticketpark)
        #expect(next.state == .sampleAuthenticating(attempt: 0, .inFlight(until: 60_000)))
    }
}
