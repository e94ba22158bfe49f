// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

/// One row of the table of transitions, worked out by hand: what becomes of this state when that happens.
struct CellExample: Sendable, CustomTestStringConvertible {
    var sentence: String
    var state: TokenState
    var event: TokenEvent
    var policy: TokenPolicy
    var expected: Transition

    init(
        _ sentence: String,
        _ state: TokenState,
        _ event: TokenEvent,
        policy: TokenPolicy = .ticketpark,
        becomes expected: Transition
    ) {
        self.sentence = sentence
        self.state = state
        self.event = event
        self.policy = policy
        self.expected = expected
    }

    var testDescription: String { "\(state.kind), \(event.kind): \(sentence)" }
}

// Names of tokens in the examples: A… are access tokens, B… refresh tokens. What the state holds ends in 1, what an
// event brings ends in 2. All states have seed 42, whose jitter was computed outside of this package.

extension HeldAccessToken {
    /// Requested at second 1,000 with 600 s to live, so handed out for 595 s.
    static let first = HeldAccessToken(ref: 0xA1, issuedAt: 1_000_000, hardStop: 1_595_000)
}

extension HeldRefreshToken {
    static let first = HeldRefreshToken(ref: 0xB1, issuedAt: 1_000_000)
    static let firstInDoubt = HeldRefreshToken(ref: 0xB1, issuedAt: 1_000_000, isOutcomeUnknown: true)
}

extension Grant {
    /// Both tokens, requested at second 2,000.
    static let second = Grant(
        access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: 0xB2, requestedAt: 2_000_000)
    static let secondWithoutRefresh = Grant(
        access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: nil, requestedAt: 2_000_000)
    static let refreshOnly = Grant(access: nil, refresh: 0xB2, requestedAt: 2_000_000)
    static let nothing = Grant(access: nil, refresh: nil, requestedAt: 2_000_000)
    /// Both tokens, the access token used up at second 1,995.
    static let usedUp = Grant(
        access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: 0xB2, requestedAt: 1_400_000)
    static let usedUpWithoutRefresh = Grant(
        access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: nil, requestedAt: 1_400_000)
    /// Both tokens, requested at second 1,500, while the first access token is still good.
    static let late = Grant(
        access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: 0xB2, requestedAt: 1_500_000)
    static let lateWithoutRefresh = Grant(
        access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: nil, requestedAt: 1_500_000)
    static let lateWithSameRefresh = Grant(
        access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: 0xB1, requestedAt: 1_500_000)
}
