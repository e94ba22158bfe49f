// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// Events for one session, made beforehand, so that nothing but the machine is measured.
struct TransitionStream {
    private let policy = TokenPolicy.ticketpark
    private let start = TokenState.initial(seed: 42)
    private let events: [TokenEvent]
    private let classEvents: [(event: ClassMachine.Event, at: Int64)]

    /// How many events there are.
    var count: Int { events.count }

    /// A session that renews itself, again and again: a processor soon knows what comes next.
    static func regular(_ count: Int) -> TransitionStream {
        var numbers = Numbers(state: 7)
        return TransitionStream(count) { state, now in
            let at = max(now, state.deadline(policy: .ticketpark).flatMap { state.request == nil ? $0 : nil } ?? now)
            return TokenEvent(numbers.smoothFact(for: state, at: at), at: at)
        }
    }

    /// Events of all kinds in no order. Half of them fit the state that they meet, for the others it is chance.
    static func random(_ count: Int) -> TransitionStream {
        var numbers = Numbers(state: 7)
        return TransitionStream(count) { state, now in
            let at = now + .milliseconds(Int64(numbers.next() % 700_000))
            return TokenEvent(numbers.next() % 2 == 0 ? numbers.fact(for: state, at: at) : numbers.fact(at: at), at: at)
        }
    }

    private init(_ count: Int, _ next: (TokenState, Instant) -> TokenEvent) {
        var state = start
        var now = Instant(milliseconds: 1_700_000_000_000)
        events = (0..<count).map { [policy] _ in
            let event = next(state, now)
            state = reduce(state, event, policy: policy).state
            now = event.at
            return event
        }
        classEvents = events.map { (ClassMachine.Event($0), $0.at.milliseconds) }
    }

    /// Sends all events through the machine, one after the other.
    ///
    /// - Returns: How many effects there were, so that none of the work is left out.
    func run() -> Int {
        var state = start
        var effects = 0
        for event in events {
            let transition = reduce(state, event, policy: policy)
            state = transition.state
            if transition.effects.send != nil { effects += 1 }
            if transition.effects.wake != nil { effects += 1 }
            if transition.effects.settle != nil { effects += 1 }
            effects += transition.effects.forget.count
        }
        return effects
    }

    /// Sends the same events through an object of a class.
    func runClass() -> Int {
        let machine = ClassMachine()
        var actions = 0
        for (event, time) in classEvents { actions += machine.handle(event, at: time).count }
        return actions
    }
}

/// Numbers that look random, and are the same each time (SplitMix64).
private struct Numbers {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// What happens to a session in `state` when all goes well.
    mutating func smoothFact(for state: TokenState, at now: Instant) -> TokenEvent.Fact {
        switch state {
        case .unauthenticated, .failed: return .signInRequested
        case .valid, .expired: return .deadlineReached
        case .authenticating(let held): return .grantIssued(held.request.current, grant(at: now), spent: nil)
        case .refreshing(let held):
            return .grantIssued(held.request.current, grant(at: now), spent: held.refresh.ref)
        }
    }

    /// Something that fits `state`, if not always what is hoped for.
    mutating func fact(for state: TokenState, at now: Instant) -> TokenEvent.Fact {
        switch state {
        case .valid(let held) where next() % 4 == 0: return .accessRejected(held.access.ref)
        case .refreshing(let held) where next() % 4 == 0:
            return .requestFaulted(held.request.current, Fault(.serverError, status: 502, reached: .maybe))
        default: return smoothFact(for: state, at: now)
        }
    }

    /// Anything.
    mutating func fact(at now: Instant) -> TokenEvent.Fact {
        let current = TokenTry(attempt: Attempt(next() % 1000), number: 1)
        switch next() % 10 {
        case 0: return .signInRequested
        case 1: return .grantAdopted(grant(at: now))
        case 2: return .grantIssued(current, grant(at: now), spent: nil)
        case 3: return .requestDenied(current, Denial(code: .invalidGrant, status: 400))
        case 4: return .requestFaulted(current, Fault(.timedOut, reached: .maybe))
        case 5: return .tokenRequested
        case 6: return .accessRejected(TokenRef(rawValue: next()))
        case 7: return .deadlineReached
        case 8: return .attemptInterrupted(current.attempt)
        default: return .signOutRequested(burn: false)
        }
    }

    private mutating func grant(at now: Instant) -> Grant {
        Grant(
            access: GrantedAccessToken(ref: TokenRef(rawValue: next()), lifetime: .seconds(600)),
            refresh: TokenRef(rawValue: next()), requestedAt: now)
    }
}
