// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// Makes up histories of one session: the same one for the same seed.
///
/// Most of it could happen: requests are answered, late, twice or never; deadlines come, a little late; users and APIs
/// do as they please; time goes on. As much as is asked for is hostile: any event, with any attempt, ref and instant.
public struct HistoryGenerator: Sendable {
    private var random: SplitMix64
    private var history: History
    private var state: TokenState
    private var now = Instant(milliseconds: 1_000_000_000)
    /// What was sent so far, and when.
    private var requests: [(request: TokenRequest, at: Instant)] = []
    /// Answers that came already, and may come again.
    private var answers: [TokenEvent] = []
    private var lastRef: UInt64 = 0x1000

    private init(seed: UInt64, policy: TokenPolicy?) {
        random = SplitMix64(seed: seed)
        history = History(seed: random.next(), events: [])
        state = history.beginning
        history.policy.renewal = random.pick(TokenPolicy.RenewalMode.allCases)
        history.policy.refreshTokenReuse = random.pick(TokenPolicy.RefreshTokenReuse.allCases)
        if let policy { history.policy = policy }
    }

    /// The history of that seed.
    ///
    /// - Parameters:
    ///   - seed: What everything in it follows from.
    ///   - policy: The policy in force. `nil` for the default one with either mode of renewal and either server.
    ///   - count: How many events it has.
    ///   - hostility: How many of a thousand events are hostile.
    public static func history(
        seed: UInt64, policy: TokenPolicy? = nil, count: Int = 200, hostility: Int = 100
    ) -> History {
        var generator = HistoryGenerator(seed: seed, policy: policy)
        for _ in 0..<count { generator.append(hostility: hostility) }
        return generator.history
    }

    private mutating func append(hostility: Int) {
        passTime()
        let event = random.chance(permille: hostility) ? random.anyEvent() : plausibleEvent()
        let transition = reduce(state, event, policy: history.policy)
        if let request = transition.effects.send { requests.append((request, event.at)) }
        switch event.fact {
        case .grantIssued, .requestDenied, .requestFaulted: answers.append(event)
        case .signInRequested, .grantAdopted, .tokenRequested, .accessRejected, .deadlineReached, .attemptInterrupted,
            .signOutRequested:
            break
        }
        state = transition.state
        history.events.append(event)
    }

    /// Goes to the deadline or a little past it, or on by up to some minutes.
    private mutating func passTime() {
        if random.chance(permille: 500), let deadline = state.deadline(policy: history.policy), deadline > now {
            now = deadline + .milliseconds(Int64(random.below(50)))
        } else {
            now = now + .milliseconds(Int64(random.pick([0, 1, random.below(2_000), random.below(200_000)])))
        }
    }

    private mutating func plausibleEvent() -> TokenEvent {
        switch random.below(20) {
        case 0: .signInRequested(at: now)
        case 1: .grantAdopted(newGrant(requestedAt: now), at: now)
        case 2: .attemptInterrupted(state.attempts.last, at: now)
        case 3: random.chance(permille: 300) ? .signOutRequested(at: now) : .tokenRequested(at: now)
        case 4, 5: .tokenRequested(at: now)
        case 6, 7: state.access.map { .accessRejected($0.ref, at: now) } ?? .tokenRequested(at: now)
        case 8: repeatedAnswer() ?? .tokenRequested(at: now)
        case 9...14: .deadlineReached(at: now)
        default: answer() ?? .signInRequested(at: now)
        }
    }

    /// An answer to one of the last requests, most often the last one.
    private mutating func answer() -> TokenEvent? {
        guard let last = requests.last else { return nil }
        let (request, sentAt) = random.chance(permille: 800) ? last : random.pick(Array(requests.suffix(4)))
        let spent: TokenRef? =
            switch request.grantType {
            case .password: nil
            case .refreshToken(let ref): ref
            }
        switch random.below(10) {
        case 0: return .requestDenied(request.current, Denial(code: .invalidGrant, status: 400), at: now)
        case 1: return .requestDenied(request.current, Denial(code: .invalidClient, status: 401), at: now)
        case 2: return .requestFaulted(request.current, Fault(.unreachable, reached: .no), at: now)
        case 3:
            let retryAfter = Interval.seconds(Int64(random.below(300)))
            return .requestFaulted(
                request.current, Fault(.overloaded, status: 503, reached: .maybe, retryAfter: retryAfter), at: now)
        default: return .grantIssued(newGrant(requestedAt: sentAt), to: request.current, spent: spent, at: now)
        }
    }

    private mutating func repeatedAnswer() -> TokenEvent? {
        guard !answers.isEmpty else { return nil }
        return TokenEvent(random.pick(Array(answers.suffix(6))).fact, at: now)
    }

    private mutating func newGrant(requestedAt: Instant) -> Grant {
        lastRef += 2
        return Grant(
            access: random.chance(permille: 930)
                ? GrantedAccessToken(
                    ref: TokenRef(rawValue: lastRef), lifetime: random.pick([.seconds(600), .seconds(30), nil])) : nil,
            refresh: random.chance(permille: 850) ? TokenRef(rawValue: lastRef + 1) : nil,
            requestedAt: requestedAt)
    }
}
