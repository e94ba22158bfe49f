// SPDX-License-Identifier: Apache-2.0

import TokenMachine
import TokenMachineTesting

extension CellExample {
    private static let expiredState = TokenState.sampleExpired(refresh: .first)

    static let expired: [CellExample] = [
        CellExample(
            "a sign-in forgets the refresh token held", expiredState, .signInRequested(at: 2_000_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 2, .inFlight(until: 2_060_000)),
                Effects(send: .password(.of(2, 1)), wake: .at(2_060_000), forget: [0xB1]))),

        CellExample(
            "adopted tokens are handed out", expiredState, .grantAdopted(.second, at: 2_000_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_444_963, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_444_963), settle: .token(0xA2), forget: [0xB1]))),
        CellExample(
            "an adopted refresh token takes the place of the one held", expiredState,
            .grantAdopted(.refreshOnly, at: 2_000_000),
            becomes: Transition(
                .sampleExpired(last: 2, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000)),
                Effects(forget: [0xB1]))),
        CellExample(
            "a refresh token adopted later is kept alive later, where renewal is on demand", expiredState,
            .grantAdopted(.refreshOnly, at: 2_000_000), policy: .onDemand,
            becomes: Transition(
                .sampleExpired(last: 2, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000)),
                Effects(wake: .at(606_800_000), forget: [0xB1]))),
        CellExample(
            "the refresh token held is not adopted", expiredState,
            .grantAdopted(Grant(access: nil, refresh: 0xB1, requestedAt: 2_000_000), at: 2_000_000),
            becomes: Transition(expiredState, Effects(), .ignored(.duplicate))),
        CellExample(
            "what cannot be used is not adopted", expiredState, .grantAdopted(.usedUpWithoutRefresh, at: 2_000_000),
            becomes: Transition(expiredState, Effects(forget: [0xA2]), .ignored(.late))),

        CellExample(
            "a late grant for the refresh token held takes its place", expiredState,
            .grantIssued(.second, to: .of(1, 1), spent: 0xB1, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 1, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_461_864, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_461_864), settle: .token(0xA2), forget: [0xB1]))),
        CellExample(
            "a late grant without time left still brings the live refresh token", expiredState,
            .grantIssued(.usedUp, to: .of(1, 1), spent: 0xB1, at: 1_995_000),
            becomes: Transition(
                .sampleFailed(
                    last: 1, .grantUnusable, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_400_000),
                    coolDownEnd: 2_025_000),
                Effects(wake: .at(2_025_000), settle: .failed(.grantUnusable), forget: [0xB1, 0xA2]))),
        CellExample(
            "a late grant without a refresh token answers no attempt of this state", expiredState,
            .grantIssued(.secondWithoutRefresh, to: .of(1, 1), spent: 0xB1, at: 2_001_000),
            becomes: Transition(expiredState, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "a late grant with the same refresh token answers no attempt of this state", expiredState,
            .grantIssued(.lateWithSameRefresh, to: .of(1, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(expiredState, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "a grant for another refresh token is late", expiredState,
            .grantIssued(.second, to: .of(1, 1), spent: 0xB0, at: 2_001_000),
            becomes: Transition(expiredState, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant for an older sign-in is late", expiredState,
            .grantIssued(.second, to: .of(1, 1), spent: nil, at: 2_001_000),
            becomes: Transition(expiredState, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant of no lineage for an attempt that was never begun is unsolicited", expiredState,
            .grantIssued(.second, to: .of(2, 1), spent: 0xB0, at: 2_001_000),
            becomes: Transition(expiredState, Effects(forget: [0xA2, 0xB2]), .ignored(.unsolicited))),

        CellExample(
            "a denial of an older attempt is late", expiredState,
            .requestDenied(.of(1, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            becomes: Transition(expiredState, Effects(), .ignored(.late))),
        CellExample(
            "a denial of an attempt that was never begun is unsolicited", expiredState,
            .requestDenied(.of(2, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            becomes: Transition(expiredState, Effects(), .ignored(.unsolicited))),
        CellExample(
            "a fault of an older attempt is late", expiredState,
            .requestFaulted(.of(1, 1), Fault(.disconnected, reached: .maybe), at: 2_001_000),
            becomes: Transition(expiredState, Effects(), .ignored(.late))),
        CellExample(
            "a fault of an attempt that was never begun is unsolicited", expiredState,
            .requestFaulted(.of(2, 1), Fault(.disconnected, reached: .maybe), at: 2_001_000),
            becomes: Transition(expiredState, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a caller has the refresh token spent", expiredState, .tokenRequested(at: 2_001_000),
            becomes: Transition(
                .sampleRefreshing(attempt: 2, .inFlight(until: 2_061_000), refresh: .first),
                Effects(send: .refresh(.of(2, 1), 0xB1), wake: .at(2_061_000)))),
        CellExample(
            "a caller has a refresh token in doubt spent", .sampleExpired(refresh: .firstInDoubt),
            .tokenRequested(at: 2_001_000), policy: .onDemand,
            becomes: Transition(
                .sampleRefreshing(attempt: 2, .inFlight(until: 2_061_000), refresh: .firstInDoubt),
                Effects(send: .refresh(.of(2, 1), 0xB1), wake: .at(2_061_000)))),

        CellExample(
            "a rejection of an older access token is late", expiredState, .accessRejected(0xA1, at: 2_001_000),
            becomes: Transition(expiredState, Effects(), .ignored(.late))),

        CellExample(
            "the refresh token is spent at once", expiredState, .deadlineReached(at: .distantPast),
            becomes: Transition(
                .sampleRefreshing(
                    attempt: 2, .inFlight(until: Instant(milliseconds: -9_223_372_036_854_715_808)), refresh: .first),
                Effects(
                    send: .refresh(.of(2, 1), 0xB1),
                    wake: .at(Instant(milliseconds: -9_223_372_036_854_715_808))))),
        CellExample(
            "before the keep-alive time it is too early", expiredState, .deadlineReached(at: 605_799_999),
            policy: .onDemand, becomes: Transition(expiredState, Effects(), .ignored(.early))),
        CellExample(
            "at the keep-alive time the refresh token is spent", expiredState, .deadlineReached(at: 605_800_000),
            policy: .onDemand,
            becomes: Transition(
                .sampleRefreshing(attempt: 2, .inFlight(until: 605_860_000), refresh: .first),
                Effects(send: .refresh(.of(2, 1), 0xB1), wake: .at(605_860_000)))),

        CellExample(
            "the end of an older attempt's process is late news", expiredState, .attemptInterrupted(1, at: 2_001_000),
            becomes: Transition(expiredState, Effects(), .ignored(.late))),
        CellExample(
            "the end of a process without an attempt is unsolicited", expiredState,
            .attemptInterrupted(2, at: 2_001_000),
            becomes: Transition(expiredState, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a sign-out forgets the refresh token", expiredState, .signOutRequested(at: 2_001_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 1), Effects(wake: .never, settle: .signedOut, forget: [0xB1]))),
        CellExample(
            "a sign-out with burn forgets the refresh token", expiredState,
            .signOutRequested(burn: true, at: 2_001_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 1), Effects(wake: .never, settle: .signedOut, forget: [0xB1]))),
    ]
}
