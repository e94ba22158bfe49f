// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// A session under another policy: what came from outside happens as it was recorded; timers go off when this policy
/// says, and the token endpoint answers as it did around that time.
struct Simulation {
    private let policy: TokenPolicy
    private let server: ServerRecord
    private let outside: [TokenEvent]
    private let end: Instant
    private var state: TokenState
    private var now: Instant
    private var figures = WhatIf.Figures()
    private var answers: [TokenEvent] = []
    private var tokens: UInt64 = 0
    private var lifetime: Interval?

    /// No session decides more often than this; a policy that makes it do so is absurd.
    private static let limit = 10_000_000

    init(_ initial: TokenState, outside: [TokenEvent], server: ServerRecord, policy: TokenPolicy, end: Instant) {
        state = initial
        self.outside = outside
        self.server = server
        self.policy = policy
        self.end = end
        now = outside.first?.at ?? end
    }

    /// What it comes to.
    mutating func run() -> WhatIf.Figures {
        var next = 0
        for _ in 0..<Simulation.limit {
            let deadline = state.deadline(policy: policy).map { max($0, now) }
            let answer = answers.indices.min { answers[$0].at < answers[$1].at }
            let times = [
                next < outside.count ? outside[next].at : nil, answer.map { answers[$0].at }, deadline,
            ]
            guard let time = times.compactMap({ $0 }).min(), time <= end else { break }
            if let answer, answers[answer].at == time {
                meet(answers.remove(at: answer))
            } else if next < outside.count, outside[next].at == time {
                if let event = here(outside[next]) { meet(event) }
                next += 1
            } else {
                meet(.deadlineReached(at: time))
            }
        }
        figures.pass(state, since: now, until: end)
        return figures
    }

    private mutating func meet(_ event: TokenEvent) {
        let transition = reduce(state, event, policy: policy)
        figures.add(transition, from: state, since: now, until: event.at)
        state = transition.state
        now = max(now, event.at)
        if let request = transition.effects.send { send(request) }
    }

    /// The event as it would be here, where tokens and attempts have other names.
    private func here(_ event: TokenEvent) -> TokenEvent? {
        switch event.fact {
        case .accessRejected:
            state.access.map { .accessRejected($0.ref, at: event.at) }
        case .attemptInterrupted:
            state.request.map { .attemptInterrupted($0.current.attempt, at: event.at) }
        case .signInRequested, .grantAdopted, .tokenRequested, .signOutRequested, .grantIssued, .requestDenied,
            .requestFaulted, .deadlineReached:
            event
        }
    }

    private mutating func send(_ request: TokenRequest) {
        guard let entry = server.entry(at: now) else { return }
        let at = now + entry.latency
        var spent: TokenRef?
        if case .refreshToken(let ref) = request.grantType {
            spent = ref
            if let held = state.refresh, now - held.issuedAt > TokenPolicy.ticketpark.refreshTokenLifetime {
                let denial = Denial(code: .invalidGrant, status: 400)
                return answers.append(.requestDenied(request.current, denial, at: at))
            }
        }
        switch entry.answer {
        case .silence:
            return
        case .fault(let fault):
            answers.append(.requestFaulted(request.current, fault, at: at))
        case .denial(let denial):
            answers.append(.requestDenied(request.current, denial, at: at))
        case .tokens(let told, let hasRefresh):
            lifetime = told ?? lifetime
            tokens += 2
            let grant = Grant(
                access: GrantedAccessToken(ref: TokenRef(rawValue: tokens), lifetime: lifetime),
                refresh: hasRefresh ? TokenRef(rawValue: tokens + 1) : nil, requestedAt: now)
            answers.append(.grantIssued(grant, to: request.current, spent: spent, at: at))
        }
    }
}
