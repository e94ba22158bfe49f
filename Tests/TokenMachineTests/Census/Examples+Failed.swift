// SPDX-License-Identifier: Apache-2.0

import TokenMachine
import TokenMachineTesting

extension CellExample {
    private static let rejected = TokenState.sampleFailed(.signInRejected, coolDownEnd: 2_030_000)
    /// Tried again at second 2,030, after a rejection and for the second time in a row.
    private static let unavailable = TokenState.sampleFailed(
        .unavailable, refresh: .first, refusals: 1, coolDownEnd: 2_030_000, coolDowns: 2)
    private static let lost = TokenState.sampleFailed(
        .refreshTokenLost, refresh: .firstInDoubt, coolDownEnd: 2_030_000)
    /// Of a recoverable kind, but without a refresh token to recover with.
    private static let signInUnavailable = TokenState.sampleFailed(.unavailable, coolDownEnd: 2_030_000)

    static let failed: [CellExample] = failedAnswers + failedOthers

    private static let failedAnswers: [CellExample] = [
        CellExample(
            "a late grant for the refresh token held takes its place", lost,
            .grantIssued(.second, to: .of(1, 1), spent: 0xB1, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_444_963, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_444_963), settle: .token(0xA2), forget: [0xB1]))),
        CellExample(
            "a late grant keeps the refusals in a row", unavailable,
            .grantIssued(.second, to: .of(2, 5), spent: 0xB1, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000), refusals: 1,
                    .due(at: 2_444_963, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_444_963), settle: .token(0xA2), forget: [0xB1]))),
        CellExample(
            "the last attempt may answer late without a new refresh token", lost,
            .grantIssued(.secondWithoutRefresh, to: .of(2, 1), spent: 0xB1, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_444_963, HeldRefreshToken(ref: 0xB1, issuedAt: 2_000_000))),
                Effects(wake: .at(2_444_963), settle: .token(0xA2)))),
        CellExample(
            "an older attempt without a new refresh token is late", lost,
            .grantIssued(.secondWithoutRefresh, to: .of(1, 1), spent: 0xB1, at: 2_001_000),
            becomes: Transition(lost, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "the last sign-in may answer late where no refresh token is held", rejected,
            .grantIssued(.second, to: .of(2, 1), spent: nil, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_444_963, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_444_963), settle: .token(0xA2)))),
        CellExample(
            "a late grant without time left fails, with a longer cool-down", unavailable,
            .grantIssued(.usedUp, to: .of(2, 1), spent: 0xB1, at: 1_996_000),
            becomes: Transition(
                .sampleFailed(
                    .grantUnusable, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_400_000), refusals: 1,
                    coolDownEnd: 2_116_000, coolDowns: 3),
                Effects(wake: .at(2_116_000), settle: .failed(.grantUnusable), forget: [0xB1, 0xA2]))),
        CellExample(
            "a late grant of nothing usable fails anew", rejected,
            .grantIssued(.usedUpWithoutRefresh, to: .of(2, 1), spent: nil, at: 1_996_000),
            becomes: Transition(
                .sampleFailed(.grantUnusable, coolDownEnd: 2_056_000, coolDowns: 2),
                Effects(settle: .failed(.grantUnusable), forget: [0xA2]))),
        CellExample(
            "the last sign-in's answer is late where a refresh token is held", unavailable,
            .grantIssued(.second, to: .of(2, 1), spent: nil, at: 2_001_000),
            becomes: Transition(unavailable, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "an older sign-in's answer is late", rejected,
            .grantIssued(.second, to: .of(1, 1), spent: nil, at: 2_001_000),
            becomes: Transition(rejected, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant for another refresh token is late", lost,
            .grantIssued(.second, to: .of(2, 1), spent: 0xB0, at: 2_001_000),
            becomes: Transition(lost, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant for an attempt that was never begun is unsolicited", rejected,
            .grantIssued(.second, to: .of(3, 1), spent: nil, at: 2_001_000),
            becomes: Transition(rejected, Effects(forget: [0xA2, 0xB2]), .ignored(.unsolicited))),

        CellExample(
            "a denial after the failure is late", unavailable,
            .requestDenied(.of(2, 5), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            becomes: Transition(unavailable, Effects(), .ignored(.late))),
        CellExample(
            "a denial of an attempt that was never begun is unsolicited", unavailable,
            .requestDenied(.of(3, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            becomes: Transition(unavailable, Effects(), .ignored(.unsolicited))),
        CellExample(
            "a fault after the failure is late", unavailable,
            .requestFaulted(.of(2, 5), Fault(.timedOut, reached: .maybe), at: 2_001_000),
            becomes: Transition(unavailable, Effects(), .ignored(.late))),
        CellExample(
            "a fault of an attempt that was never begun is unsolicited", unavailable,
            .requestFaulted(.of(3, 1), Fault(.timedOut, reached: .maybe), at: 2_001_000),
            becomes: Transition(unavailable, Effects(), .ignored(.unsolicited))),
        CellExample(
            "the end of the failed attempt's process is late news", unavailable,
            .attemptInterrupted(2, at: 2_001_000),
            becomes: Transition(unavailable, Effects(), .ignored(.late))),
        CellExample(
            "the end of a process without an attempt is unsolicited", unavailable,
            .attemptInterrupted(3, at: 2_001_000),
            becomes: Transition(unavailable, Effects(), .ignored(.unsolicited))),
    ]

    private static let failedOthers: [CellExample] = [
        CellExample(
            "a sign-in starts anew", rejected, .signInRequested(at: 2_001_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 3, .inFlight(until: 2_061_000)),
                Effects(send: .password(.of(3, 1)), wake: .at(2_061_000)))),
        CellExample(
            "a sign-in forgets the refresh token held", unavailable, .signInRequested(at: 2_001_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 3, .inFlight(until: 2_061_000)),
                Effects(send: .password(.of(3, 1)), wake: .at(2_061_000), forget: [0xB1]))),

        CellExample(
            "adopted tokens are handed out, and end the refusals in a row", unavailable,
            .grantAdopted(.second, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 3, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_433_804, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_433_804), settle: .token(0xA2), forget: [0xB1]))),
        CellExample(
            "an adopted refresh token is spent without a cool-down", rejected,
            .grantAdopted(.refreshOnly, at: 2_001_000),
            becomes: Transition(
                .sampleExpired(last: 3, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000)),
                Effects(wake: .at(.distantPast)))),
        CellExample(
            "the refresh token held is not adopted, whatever came with it", lost,
            .grantAdopted(.lateWithSameRefresh, at: 2_001_000),
            becomes: Transition(lost, Effects(forget: [0xA2]), .ignored(.duplicate))),
        CellExample(
            "what cannot be used is not adopted", rejected, .grantAdopted(.usedUpWithoutRefresh, at: 2_001_000),
            becomes: Transition(rejected, Effects(forget: [0xA2]), .ignored(.late))),

        CellExample(
            "a caller is told why, before the cool-down ends", unavailable, .tokenRequested(at: 2_029_999),
            becomes: Transition(unavailable, Effects(settle: .failed(.unavailable)), .taken)),
        CellExample(
            "a caller has it tried again, after the cool-down", unavailable, .tokenRequested(at: 2_030_000),
            policy: .onDemand,
            becomes: Transition(
                .sampleRefreshing(
                    attempt: 3, .inFlight(until: 2_090_000), refresh: .first, refusals: 1, coolDowns: 2),
                Effects(send: .refresh(.of(3, 1), 0xB1), wake: .at(2_090_000)))),
        CellExample(
            "a caller is told why, where nothing is recoverable", lost, .tokenRequested(at: 2_100_000),
            becomes: Transition(lost, Effects(settle: .failed(.refreshTokenLost)), .taken)),
        CellExample(
            "a caller is told why, where no refresh token is held", signInUnavailable, .tokenRequested(at: 2_100_000),
            becomes: Transition(signInUnavailable, Effects(settle: .failed(.unavailable)), .taken)),

        CellExample(
            "a rejection of an older access token is late", unavailable, .accessRejected(0xA1, at: 2_001_000),
            becomes: Transition(unavailable, Effects(), .ignored(.late))),

        CellExample(
            "before the end of the cool-down it is too early", unavailable, .deadlineReached(at: 2_029_999),
            becomes: Transition(unavailable, Effects(), .ignored(.early))),
        CellExample(
            "after the cool-down it is tried again", unavailable, .deadlineReached(at: 2_030_000),
            becomes: Transition(
                .sampleRefreshing(
                    attempt: 3, .inFlight(until: 2_090_000), refresh: .first, refusals: 1, coolDowns: 2),
                Effects(send: .refresh(.of(3, 1), 0xB1), wake: .at(2_090_000)))),
        CellExample(
            "what is not recoverable has no deadline", lost, .deadlineReached(at: 2_100_000),
            becomes: Transition(lost, Effects(), .ignored(.early))),
        CellExample(
            "what has no refresh token has no deadline", signInUnavailable, .deadlineReached(at: 2_100_000),
            becomes: Transition(signInUnavailable, Effects(), .ignored(.early))),

        CellExample(
            "a sign-out leaves the failure behind", rejected, .signOutRequested(at: 2_001_000),
            becomes: Transition(.sampleUnauthenticated(last: 2), Effects(settle: .signedOut))),
        CellExample(
            "a sign-out with burn forgets the refresh token", unavailable, .signOutRequested(burn: true, at: 2_001_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 2), Effects(wake: .never, settle: .signedOut, forget: [0xB1]))),
    ]
}
