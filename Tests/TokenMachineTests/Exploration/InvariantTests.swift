// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

/// Each promise is seen to fail once, on a transition that no reducer of ours makes.
@Suite struct `The promises of the machine` {
    private struct Ledger: TokenLedger {
        var live: RefSet = []
        var ended: RefSet = []
        func isLive(_ refresh: TokenRef) -> Bool { live.contains(refresh) }
        func isEnded(_ ref: TokenRef) -> Bool { ended.contains(ref) }
    }

    private static let valid = TokenState.sampleValid(access: .first, .due(at: 1_461_864, .first))
    private static let refreshing = TokenState.sampleRefreshing(.inFlight(until: 1_521_864), refresh: .first)
    private static let authenticating = TokenState.sampleAuthenticating(attempt: 4, .inFlight(until: 2_060_000))
    private static let unavailable = TokenState.sampleFailed(.unavailable, refresh: .first, coolDownEnd: 2_030_000)

    private func broken(
        _ before: TokenState, _ event: TokenEvent, _ transition: Transition, policy: TokenPolicy = .ticketpark,
        live: RefSet = [], ended: RefSet = []
    ) -> [String] {
        Invariant.broken(
            by: Step(
                before: before, event: event, policy: policy, transition: transition,
                ledger: Ledger(live: live, ended: ended))
        ).map(\.name)
    }

    @Test func `a token past its hard stop is not handed out`() {
        #expect(
            broken(
                Self.valid, .grantAdopted(.nothing, at: 1_595_000),
                Transition(Self.valid, Effects(settle: .token(0xA1))))
                == ["only usable tokens are handed out"])
    }

    @Test func `a second request does not leave while the first is in flight`() {
        #expect(
            broken(
                Self.refreshing, .deadlineReached(at: 1_521_863),
                Transition(
                    .sampleRefreshing(try: 2, .inFlight(until: 1_521_864), refresh: .first),
                    Effects(send: .refresh(.of(2, 2), 0xB1))))
                == ["at most one request is in flight", "deadlines are taken when they come"])
    }

    @Test(
        arguments: [
            (.refresh(.of(2, 1), 0xB1), 1), (.refresh(.of(4, 1), 0xB1), 4), (.refresh(.of(3, 2), 0xB1), 3),
        ] as [(TokenRequest, UInt64)])
    func `a request does not share the number of another`(sent: TokenRequest, attempt: UInt64) {
        let next = Transition(
            .sampleRefreshing(
                attempt: attempt, try: sent.current.number, .inFlight(until: 2_060_000), refresh: .first),
            Effects(send: sent, wake: .at(2_060_000)))
        #expect(
            broken(Self.unavailable, .tokenRequested(at: 2_000_000), next) == ["no two requests share a number"])
    }

    @Test func `the timer does not stay while the deadline moves`() {
        #expect(
            broken(
                Self.authenticating, .signInRequested(at: 2_010_000),
                Transition(
                    .sampleAuthenticating(attempt: 5, .inFlight(until: 2_070_000)),
                    Effects(send: .password(.of(5, 1)), settle: .superseded)))
                == ["the timer is the deadline"])
    }

    @Test func `the timer does not move while the deadline stays`() {
        #expect(
            broken(
                Self.valid, .accessRejected(0xA0, at: 1_100_000),
                Transition(Self.valid, Effects(wake: .at(1_461_864)), .ignored(.late)))
                == ["the timer is the deadline", "what is ignored changes nothing"])
    }

    @Test func `a token that is held is not forgotten`() {
        #expect(
            broken(
                Self.valid, .accessRejected(0xA0, at: 1_100_000),
                Transition(Self.valid, Effects(forget: [0xB1]), .ignored(.late)))
                == ["nothing is forgotten that is held"])
    }

    @Test(arguments: [[], [0xA1], [0xB1]] as [RefSet])
    func `a token that is not held any more is forgotten`(forgotten: RefSet) {
        #expect(
            broken(
                Self.valid, .signOutRequested(at: 1_100_000),
                Transition(
                    .sampleUnauthenticated(last: 1), Effects(wake: .never, settle: .signedOut, forget: forgotten)))
                == ["what is not held is forgotten"])
    }

    @Test(arguments: [[], [0xA2], [0xB2]] as [RefSet])
    func `a token that is not taken is forgotten`(forgotten: RefSet) {
        #expect(
            broken(
                Self.authenticating, .grantIssued(.second, to: .of(3, 1), spent: nil, at: 2_001_000),
                Transition(Self.authenticating, Effects(forget: forgotten), .ignored(.late)))
                == ["what is not held is forgotten"])
    }

    @Test func `a denied password is not tried again`() {
        #expect(
            broken(
                Self.authenticating,
                .requestDenied(.of(4, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
                Transition(
                    .sampleAuthenticating(attempt: 4, .backingOff(until: 2_060_000)), Effects()))
                == ["a denied password is never tried again"])
    }

    @Test func `a password is not sent without anybody signing in`() {
        #expect(
            broken(
                Self.unavailable, .tokenRequested(at: 2_030_000),
                Transition(
                    .sampleAuthenticating(attempt: 3, .inFlight(until: 2_090_000)),
                    Effects(send: .password(.of(3, 1)), wake: .at(2_090_000), forget: [0xB1])))
                == ["a denied password is never tried again"])
    }

    @Test(
        arguments: [
            .grantIssued(.second, to: .of(3, 1), spent: nil, at: 2_001_000),
            .requestDenied(.of(3, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            .requestFaulted(.of(3, 1), Fault(.timedOut, reached: .maybe), at: 2_001_000),
        ] as [TokenEvent])
    func `an answer to an older sign-in changes nothing`(event: TokenEvent) {
        #expect(
            broken(
                Self.authenticating, event,
                Transition(
                    .sampleFailed(last: 4, .interrupted, coolDownEnd: 0),
                    Effects(wake: .never, settle: .failed(.interrupted), forget: [0xA2, 0xB2])))
                == ["a superseded sign-in's answer changes nothing"])
    }

    @Test func `an ignored event changes no state and sends nothing`() {
        #expect(
            broken(
                Self.valid, .attemptInterrupted(1, at: 1_100_000),
                Transition(
                    .sampleValid(access: .first, refusals: 1, .due(at: 1_461_864, .first)), Effects(), .ignored(.late)))
                == ["what is ignored changes nothing"])
        #expect(
            broken(
                .sampleAuthenticating(attempt: 4, try: 1, .backingOff(until: 2_060_000)),
                .deadlineReached(at: 2_059_999),
                Transition(
                    .sampleAuthenticating(attempt: 4, try: 1, .backingOff(until: 2_060_000)),
                    Effects(send: .password(.of(4, 1))), .ignored(.early)))
                == ["no two requests share a number", "what is ignored changes nothing"])
    }

    @Test func `a caller does not wait for nothing`() {
        #expect(
            broken(
                Self.unavailable, .tokenRequested(at: 2_000_000),
                Transition(Self.unavailable, Effects(), .ignored(.joined)))
                == ["callers who wait have a deadline"])
        #expect(
            broken(Self.valid, .tokenRequested(at: 1_595_000), Transition(Self.valid, Effects(), .ignored(.usable)))
                == ["callers who wait have a deadline"])
    }

    @Test func `an arrival is told`() {
        #expect(
            broken(
                Self.refreshing, .requestDenied(.of(2, 1), Denial(code: .invalidGrant, status: 400), at: 1_500_000),
                Transition(
                    .sampleFailed(.refreshTokenRejected, refresh: .first, coolDownEnd: 0), Effects(wake: .never)))
                == ["each arrival is told"])
        #expect(
            broken(
                Self.refreshing, .signInRequested(at: 1_461_864),
                Transition(
                    .sampleAuthenticating(attempt: 3, .inFlight(until: 1_521_864)),
                    Effects(send: .password(.of(3, 1)), forget: [0xB1])))
                == ["each arrival is told"])
    }

    @Test func `a deadline that has come is not ignored`() {
        #expect(
            broken(
                Self.valid, .deadlineReached(at: 1_461_864), Transition(Self.valid, Effects(), .ignored(.early)))
                == ["deadlines are taken when they come"])
    }

    @Test(arguments: [[0xA1], [0xB1]] as [RefSet])
    func `nothing of an ended grant is held`(ended: RefSet) {
        #expect(
            broken(
                Self.valid, .accessRejected(0xA0, at: 1_100_000), Transition(Self.valid, Effects(), .ignored(.late)),
                ended: ended)
                == ["nothing of an ended grant is held"])
    }

    @Test func `the only live refresh token is not forgotten`() {
        let loses = Transition(
            .sampleFailed(last: 1, .unavailable, coolDownEnd: 0),
            Effects(wake: .never, settle: .failed(.unavailable), forget: [0xA1, 0xB1]))
        let event = TokenEvent.deadlineReached(at: 1_595_000)
        #expect(broken(Self.valid, event, loses, live: [0xB1]) == ["the only live refresh token is kept"])
        #expect(broken(Self.valid, event, loses, live: [0xB1], ended: [0xB1]) == [])
        #expect(broken(Self.valid, event, loses) == [])

        let ignored = Transition(Self.refreshing, Effects(forget: [0xA2, 0xB2]), .ignored(.late))
        let late = TokenEvent.grantIssued(.late, to: .of(1, 1), spent: 0xB1, at: 1_510_000)
        #expect(broken(Self.refreshing, late, ignored, live: [0xB2]) == ["the only live refresh token is kept"])
        #expect(broken(Self.refreshing, late, ignored, live: [0xB1, 0xB2]) == [])
    }

    @Test func `a refresh token in doubt is not sent where that revokes`() {
        let next = Transition(
            .sampleRefreshing(attempt: 3, .inFlight(until: 2_090_000), refresh: .firstInDoubt),
            Effects(send: .refresh(.of(3, 1), 0xB1), wake: .at(2_090_000)))
        let before = TokenState.sampleFailed(.unavailable, refresh: .firstInDoubt, coolDownEnd: 2_030_000)
        #expect(
            broken(before, .deadlineReached(at: 2_030_000), next, policy: .revokesFamily)
                == ["no refresh token in doubt is sent where that revokes"])
        #expect(broken(before, .deadlineReached(at: 2_030_000), next) == [])
    }

    @Test func `all of them are checked`() {
        #expect(Invariant.all.count == 15)
        #expect(Set(Invariant.all.map(\.name)).count == 15)
    }

    @Test func `every example keeps them all`() {
        for example in `The census of the machine`.examples {
            let step = Step(
                before: example.state, event: example.event, policy: example.policy, transition: example.expected)
            #expect(Invariant.broken(by: step).map(\.name) == [], "\(example.testDescription)")
        }
    }
}
