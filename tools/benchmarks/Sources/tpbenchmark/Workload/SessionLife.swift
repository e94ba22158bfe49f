// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// One session as it lives for months: it signs in, renews, and now and then a request fails or a token is refused.
///
/// It decides by its own numbers alone, so that it does the same each time.
struct SessionLife {
    /// Every session has this seed: what a log made with ``BenchmarkLog/environment(wall:)`` gives to them.
    static let seed: UInt64 = 0x0808_0808_0808_0808

    private let number: UInt64
    private let policy: TokenPolicy
    private(set) var state = TokenState.initial(seed: SessionLife.seed)
    private var count: UInt64 = 0

    init(number: Int, policy: TokenPolicy) {
        self.number = UInt64(number)
        self.policy = policy
    }

    /// What happens next, at `now` or, where the session waits for a later time, then.
    mutating func next(at now: Instant) -> (event: TokenEvent, note: String?) {
        count += 1
        let (fact, note) = happening(at: now)
        let isAwaited = fact == .deadlineReached
        let at = isAwaited ? max(now, state.deadline(policy: policy) ?? now) : now
        let event = TokenEvent(fact, at: at)
        state = reduce(state, event, policy: policy).state
        return (event, note)
    }

    private func happening(at now: Instant) -> (TokenEvent.Fact, String?) {
        let chance = number(of: 0) % 100
        switch state {
        case .unauthenticated, .failed:
            return (.signInRequested, nil)
        case .authenticating(let state):
            return (.grantIssued(state.request.current, grant(at: now), spent: nil), nil)
        case .expired:
            return (.deadlineReached, nil)
        case .valid(let state):
            switch chance {
            case 0: return (.signOutRequested(burn: false), nil)
            case 1..<3: return (.accessRejected(state.access.ref), nil)
            default: return (.deadlineReached, nil)
            }
        case .refreshing(let state):
            switch (state.request.phase, chance) {
            case (.backingOff, _): return (.deadlineReached, nil)
            case (.inFlight, 0..<8):
                let fault = Fault(.serverError, status: 502, reached: .maybe, retryAfter: .seconds(1))
                return (.requestFaulted(state.request.current, fault), "upstream connect error or disconnect")
            case (.inFlight, 8..<40): return (.tokenRequested, nil)
            case (.inFlight, _):
                return (.grantIssued(state.request.current, grant(at: now), spent: state.refresh.ref), nil)
            }
        }
    }

    private func grant(at now: Instant) -> Grant {
        Grant(
            access: GrantedAccessToken(ref: TokenRef(rawValue: number(of: 1)), lifetime: .seconds(600)),
            refresh: TokenRef(rawValue: number(of: 2)),
            requestedAt: now)
    }

    /// A number that looks random, of this session's event, for one purpose (SplitMix64).
    private func number(of purpose: UInt64) -> UInt64 {
        var mixed = (number &* 0x1_0000_0001 &+ count &* 16 &+ purpose) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
