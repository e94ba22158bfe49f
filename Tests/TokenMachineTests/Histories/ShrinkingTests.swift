// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@Suite struct `Shrinking` {
    /// A law that a session breaks as soon as it is refused twice in a row.
    private let neverRefused = Law("the API never refuses two tokens in a row", symbol: "neverRefused") { history in
        history.steps.contains { $0.effects.settle == .failed(.accessRefused) } ? "refused" : nil
    }

    @Test func `leaves the events that matter, in their simplest form`() throws {
        let seed = try #require(
            (0..<500 as Range<UInt64>).first { seed in
                neverRefused.violation(HistoryGenerator.history(seed: seed)) != nil
            })
        let shortest = HistoryGenerator.history(seed: seed).shrunk { neverRefused.violation($0) != nil }
        #expect(shortest.seed == 0)
        #expect(shortest.policy == .ticketpark)
        #expect(shortest.events.count <= 5)
        #expect(shortest.events.count { $0.kind == .accessRejected } == 2)
        #expect(neverRefused.violation(shortest) != nil)
        for index in shortest.events.indices {
            var without = shortest
            without.events.remove(at: index)
            #expect(neverRefused.violation(without) == nil)
        }
    }

    @Test func `simplifies what an event carries`() {
        let history = History(
            seed: 9, policy: .onDemand,
            events: [
                .grantAdopted(.second, at: 3_000_000),
                .grantIssued(.usedUp, to: .of(1, 1), spent: 0xB1, at: 3_000_000),
                .requestFaulted(
                    .of(1, 1), Fault(.overloaded, status: 503, reached: .maybe, retryAfter: 7), at: 4_000_000),
                .requestDenied(.of(1, 1), Denial(code: .invalidScope, status: 401), at: 5_000_000),
                .signOutRequested(burn: true, at: 6_000_000),
            ])
        let shortest = history.shrunk { $0.events.count == 5 }
        let bare = Grant(access: GrantedAccessToken(ref: 0xA2, lifetime: nil), refresh: nil, requestedAt: 0)
        #expect(
            shortest
                == History(events: [
                    .grantAdopted(bare, at: 0), .grantIssued(bare, to: .of(1, 1), spent: 0xB1, at: 0),
                    .requestFaulted(.of(1, 1), Fault(.timedOut, reached: .maybe), at: 0),
                    .requestDenied(.of(1, 1), Denial(code: .invalidGrant, status: 400), at: 0),
                    .signOutRequested(at: 0),
                ]))
    }

    @Test func `leaves a history alone that does not fail`() {
        let history = HistoryGenerator.history(seed: 1)
        #expect(history.shrunk { _ in false } == history)
    }

    @Test func `writes a test to be pasted`() {
        let history = History(
            seed: 3,
            policy: .ticketpark {
                $0.renewal = .onDemand; $0.maxTries = 2
            },
            events: [
                .grantIssued(
                    Grant(
                        access: GrantedAccessToken(ref: TokenRef(rawValue: 1), lifetime: .milliseconds(5)),
                        refresh: nil, requestedAt: Instant(milliseconds: -1)),
                    to: TokenTry(attempt: Attempt(1), number: 2), spent: TokenRef(rawValue: 4),
                    at: Instant(milliseconds: 9))
            ])
        #expect(
            history.swiftTest(of: .shiftsWithTime, seed: 17) == """
                @Test func `a history later comes to the same later, seed 17`() {
                    let history = History(
                        seed: 3,
                        policy: .ticketpark { $0.renewal = .onDemand; $0.maxTries = 2 },
                        events: [
                            .grantIssued(Grant(access: GrantedAccessToken(ref: TokenRef(rawValue: 1), \
                lifetime: .milliseconds(5)), refresh: nil, requestedAt: Instant(milliseconds: -1)), \
                to: TokenTry(attempt: Attempt(1), number: 2), spent: TokenRef(rawValue: 4), at: Instant(milliseconds: 9)),
                        ])
                    #expect(Law.shiftsWithTime.violation(history) == nil)
                }
                """)
    }

    @Test func `writes every kind of event and every field of a policy as it would be typed`() {
        let events: [(TokenEvent, String)] = [
            (.signInRequested(at: 1), ".signInRequested(at: Instant(milliseconds: 1))"),
            (
                .grantAdopted(.refreshOnly, at: 1),
                ".grantAdopted(Grant(access: nil, refresh: TokenRef(rawValue: 178), "
                    + "requestedAt: Instant(milliseconds: 2000000)), at: Instant(milliseconds: 1))"
            ),
            (
                .requestDenied(.of(2, 1), Denial(code: .invalidGrant, status: 400), at: 1),
                ".requestDenied(TokenTry(attempt: Attempt(2), number: 1), "
                    + "Denial(code: .invalidGrant, status: 400), at: Instant(milliseconds: 1))"
            ),
            (
                .requestFaulted(.of(2, 1), Fault(.serverError, status: 500, reached: .no, retryAfter: 3), at: 1),
                ".requestFaulted(TokenTry(attempt: Attempt(2), number: 1), Fault(.serverError, status: 500, "
                    + "reached: .no, retryAfter: .milliseconds(3)), at: Instant(milliseconds: 1))"
            ),
            (.tokenRequested(at: 1), ".tokenRequested(at: Instant(milliseconds: 1))"),
            (.accessRejected(5, at: 1), ".accessRejected(TokenRef(rawValue: 5), at: Instant(milliseconds: 1))"),
            (.deadlineReached(at: -1), ".deadlineReached(at: Instant(milliseconds: -1))"),
            (.attemptInterrupted(5, at: 1), ".attemptInterrupted(Attempt(5), at: Instant(milliseconds: 1))"),
            (.signOutRequested(burn: true, at: 1), ".signOutRequested(burn: true, at: Instant(milliseconds: 1))"),
        ]
        for (event, swift) in events { #expect(event.swift == swift) }
        #expect(TokenPolicy.ticketpark.swift == ".ticketpark")
        var random = SplitMix64(seed: 5)
        #expect(
            (0..<60).map { _ in random.anyPolicy().swift }.joined().contains("$0.refreshTokenReuse = .revokesFamily"))
    }

    @Test func `an event and effects move in time with all that they carry`() {
        var event = TokenEvent.grantAdopted(.second, at: 5)
        event.shift(by: 10)
        #expect(event.at == 15)
        #expect(event.grant?.requestedAt == 2_000_010)
        var effects = Effects(wake: .at(7), settle: .unavailable(until: 8))
        effects.shift(by: 10)
        #expect(effects == Effects(wake: .at(17), settle: .unavailable(until: 18)))
        effects = Effects(wake: .at(.distantPast), settle: .token(1))
        effects.shift(by: 10)
        #expect(effects == Effects(wake: .at(.distantPast), settle: .token(1)))
    }
}
