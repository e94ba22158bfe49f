// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

// Values of any shape that the types allow: what a log could hold that somebody forged, or an interpreter with a bug
// could hand over. Refs, attempts and times come from small ranges, so that they meet; extremes are among them.

extension SplitMix64 {
    /// Any name of a token, from so few that two often are the same.
    public mutating func anyRef() -> TokenRef {
        chance(permille: 20) ? TokenRef(rawValue: next()) : TokenRef(rawValue: UInt64(below(6)))
    }

    /// Any instant: an extreme, one that can be anything, or one within half an hour of second 10,000.
    public mutating func anyInstant() -> Instant {
        switch below(20) {
        case 0: .distantPast
        case 1: .distantFuture
        case 2: Instant(milliseconds: Int64(bitPattern: next()))
        case 3: Instant(milliseconds: 0)
        default: Instant(milliseconds: 10_000_000 + Int64(below(3_600_000)) - 1_800_000)
        }
    }

    /// Any length of time: an extreme, one that can be anything, or one of up to two hours.
    public mutating func anyInterval() -> Interval {
        switch below(12) {
        case 0: .zero
        case 1: .milliseconds(.max)
        case 2: .milliseconds(.min)
        case 3: .milliseconds(Int64(bitPattern: next()))
        case 4: .milliseconds(-1)
        default: .milliseconds(Int64(below(7_200_000)))
        }
    }

    /// Any number, most often a small one.
    public mutating func anyCount() -> UInt32 {
        chance(permille: 50) ? UInt32(truncatingIfNeeded: next()) : (chance(permille: 20) ? .max : UInt32(below(7)))
    }

    /// Any attempt, from so few that two often are the same.
    public mutating func anyAttempt() -> Attempt {
        chance(permille: 20) ? Attempt(next() | 1 << 63) : Attempt(UInt64(below(5)))
    }

    /// Any exchange of any attempt.
    public mutating func anyTry() -> TokenTry {
        TokenTry(attempt: anyAttempt(), number: anyCount())
    }

    /// Any failure.
    public mutating func anyFailure() -> Failure {
        pick(Failure.allCases)
    }

    /// Any state, whether or not the machine could reach it.
    public mutating func anyState() -> TokenState {
        anyState(of: pick(StateKind.allCases))
    }

    /// Any state of that kind.
    public mutating func anyState(of kind: StateKind) -> TokenState {
        let attempts = AttemptSequence(seed: UInt64(below(3)), last: anyAttempt())
        return switch kind {
        case .unauthenticated:
            .unauthenticated(Unauthenticated(attempts: attempts))
        case .authenticating:
            .authenticating(Authenticating(attempts: attempts, request: anyRequest(attempts.last)))
        case .valid:
            .valid(Valid(attempts: attempts, access: anyAccess(), refusals: anyCount(), renewal: anyRenewal()))
        case .expired:
            .expired(Expired(attempts: attempts, refresh: anyRefresh()))
        case .refreshing:
            .refreshing(
                Refreshing(
                    attempts: attempts, refresh: anyRefresh(), access: chance(permille: 500) ? anyAccess() : nil,
                    refusals: anyCount(), coolDowns: anyCount(), request: anyRequest(attempts.last)))
        case .failed:
            .failed(
                Failed(
                    attempts: attempts, failure: anyFailure(), refresh: chance(permille: 600) ? anyRefresh() : nil,
                    refusals: anyCount(), coolDownEnd: anyInstant(), coolDowns: anyCount()))
        }
    }

    /// Any event, whether or not anything could have caused it.
    public mutating func anyEvent() -> TokenEvent {
        anyEvent(of: pick(EventKind.allCases))
    }

    /// Any event of that kind.
    public mutating func anyEvent(of kind: EventKind) -> TokenEvent {
        let at = anyInstant()
        return switch kind {
        case .signInRequested: .signInRequested(at: at)
        case .grantAdopted: .grantAdopted(anyGrant(), at: at)
        case .grantIssued:
            .grantIssued(anyGrant(), to: anyTry(), spent: chance(permille: 700) ? anyRef() : nil, at: at)
        case .requestDenied:
            .requestDenied(
                anyTry(), Denial(code: pick(OAuthErrorCode.allCases), status: pick([400, 401])), at: at)
        case .requestFaulted:
            .requestFaulted(anyTry(), anyFault(), at: at)
        case .tokenRequested: .tokenRequested(at: at)
        case .accessRejected: .accessRejected(anyRef(), at: at)
        case .deadlineReached: .deadlineReached(at: at)
        case .attemptInterrupted: .attemptInterrupted(anyAttempt(), at: at)
        case .signOutRequested: .signOutRequested(burn: chance(permille: 500), at: at)
        }
    }

    /// Any policy: the defaults with the two choices made either way, and with any of the numbers made absurd.
    public mutating func anyPolicy() -> TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.renewal = pick(TokenPolicy.RenewalMode.allCases)
        policy.refreshTokenReuse = pick(TokenPolicy.RefreshTokenReuse.allCases)
        let intervals: [WritableKeyPath<TokenPolicy, Interval>] = [
            \.hardStopMargin, \.requestTimeLimit, \.firstBackOff, \.backOffLimit, \.retryAfterLimit,
            \.refreshTokenLifetime, \.defaultLifetime, \.lifetimeLimit, \.firstCoolDown, \.coolDownLimit,
            \.longestAwaitedBackOff,
        ]
        for path in intervals where chance(permille: 150) { policy[keyPath: path] = anyInterval() }
        let proportions: [WritableKeyPath<TokenPolicy, Int64>] = [
            \.renewAtPermille, \.renewalJitterPermille, \.hardStopMarginPermille, \.keepAlivePermille,
        ]
        for path in proportions where chance(permille: 150) { policy[keyPath: path] = anyInterval().milliseconds }
        if chance(permille: 150) { policy.maxTries = anyCount() }
        if chance(permille: 150) { policy.maxRejections = anyCount() }
        return policy
    }

    /// Any effects, whether or not the machine could ask for them together.
    public mutating func anyEffects() -> Effects {
        let sends: [TokenRequest?] = [
            nil, TokenRequest(anyTry(), grantType: .password),
            TokenRequest(anyTry(), grantType: .refreshToken(anyRef())),
        ]
        let settles: [Outcome?] = [
            nil, .token(anyRef()), .failed(anyFailure()), .unavailable(until: anyInstant()), .superseded, .signedOut,
        ]
        let forgets: [RefSet] = [
            [], [anyRef()], [anyRef(), anyRef()], [anyRef(), anyRef(), anyRef()],
            [anyRef(), anyRef(), anyRef(), anyRef()],
        ]
        return Effects(
            send: pick(sends), wake: pick([nil, .never, .at(anyInstant())]), settle: pick(settles),
            forget: pick(forgets))
    }

    private mutating func anyAccess() -> HeldAccessToken {
        HeldAccessToken(ref: anyRef(), issuedAt: anyInstant(), hardStop: anyInstant())
    }

    private mutating func anyRefresh() -> HeldRefreshToken {
        HeldRefreshToken(ref: anyRef(), issuedAt: anyInstant(), isOutcomeUnknown: chance(permille: 300))
    }

    private mutating func anyRenewal() -> Renewal {
        switch below(3) {
        case 0: .due(at: anyInstant(), anyRefresh())
        case 1: .heldBack(anyFailure(), anyRefresh())
        default: .impossible
        }
    }

    private mutating func anyRequest(_ attempt: Attempt) -> PendingRequest {
        let current = chance(permille: 900) ? TokenTry(attempt: attempt, number: anyCount()) : anyTry()
        let until = anyInstant()
        return PendingRequest(
            current: current, phase: chance(permille: 500) ? .inFlight(until: until) : .backingOff(until: until))
    }

    private mutating func anyGrant() -> Grant {
        let lifetime = chance(permille: 800) ? anyInterval() : nil
        return Grant(
            access: chance(permille: 900) ? GrantedAccessToken(ref: anyRef(), lifetime: lifetime) : nil,
            refresh: chance(permille: 800) ? anyRef() : nil,
            requestedAt: anyInstant())
    }

    private mutating func anyFault() -> Fault {
        Fault(
            pick(FaultKind.allCases),
            status: chance(permille: 500) ? UInt16(truncatingIfNeeded: next()) : nil,
            reached: pick(Reach.allCases),
            retryAfter: chance(permille: 300) ? anyInterval() : nil)
    }
}
