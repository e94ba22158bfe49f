// SPDX-License-Identifier: Apache-2.0

import TokenMachine
import TokenMachineTesting

extension CellExample {
    private static let inFlight = TokenState.sampleAuthenticating(attempt: 4, .inFlight(until: 2_060_000))
    private static let lastTry = TokenState.sampleAuthenticating(attempt: 4, try: 5, .inFlight(until: 2_060_000))
    private static let backingOff = TokenState.sampleAuthenticating(attempt: 4, try: 2, .backingOff(until: 2_061_000))

    static let authenticating: [CellExample] = authenticatingAnswers + authenticatingOthers

    private static let authenticatingAnswers: [CellExample] = [
        CellExample(
            "the tokens granted are handed out", inFlight,
            .grantIssued(.second, to: .of(4, 1), spent: nil, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_454_466, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_454_466), settle: .token(0xA2)))),
        CellExample(
            "an earlier try of the same attempt may still bring the tokens", backingOff,
            .grantIssued(.second, to: .of(4, 1), spent: nil, at: 2_060_500),
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_454_466, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_454_466), settle: .token(0xA2)))),
        CellExample(
            "an access token without a refresh token cannot be renewed", inFlight,
            .grantIssued(.secondWithoutRefresh, to: .of(4, 1), spent: nil, at: 2_001_000),
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000), .impossible),
                Effects(wake: .at(2_595_000), settle: .token(0xA2)))),
        CellExample(
            "a grant whose access token is used up fails, keeping the refresh token", inFlight,
            .grantIssued(.usedUp, to: .of(4, 1), spent: nil, at: 1_995_000),
            becomes: Transition(
                .sampleFailed(
                    last: 4, .grantUnusable, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_400_000),
                    coolDownEnd: 2_025_000),
                Effects(wake: .at(2_025_000), settle: .failed(.grantUnusable), forget: [0xA2]))),
        CellExample(
            "a grant without anything usable fails for good", inFlight,
            .grantIssued(.usedUpWithoutRefresh, to: .of(4, 1), spent: nil, at: 1_995_000),
            becomes: Transition(
                .sampleFailed(last: 4, .grantUnusable, coolDownEnd: 2_025_000),
                Effects(wake: .never, settle: .failed(.grantUnusable), forget: [0xA2]))),
        CellExample(
            "a grant for an older sign-in is late", inFlight,
            .grantIssued(.second, to: .of(3, 1), spent: nil, at: 2_001_000),
            becomes: Transition(inFlight, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant for an attempt that was never begun is unsolicited", inFlight,
            .grantIssued(.second, to: .of(5, 1), spent: nil, at: 2_001_000),
            becomes: Transition(inFlight, Effects(forget: [0xA2, 0xB2]), .ignored(.unsolicited))),

        CellExample(
            "a wrong password fails the sign-in", inFlight,
            .requestDenied(.of(4, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            becomes: Transition(
                .sampleFailed(last: 4, .signInRejected, coolDownEnd: 2_031_000),
                Effects(wake: .never, settle: .failed(.signInRejected)))),
        CellExample(
            "a denied client fails the sign-in", inFlight,
            .requestDenied(.of(4, 1), Denial(code: .invalidClient, status: 401), at: 2_001_000),
            becomes: Transition(
                .sampleFailed(last: 4, .clientRejected, coolDownEnd: 2_031_000),
                Effects(wake: .never, settle: .failed(.clientRejected)))),
        CellExample(
            "a denial of an earlier try ends the attempt, as all tries carry the same password", backingOff,
            .requestDenied(.of(4, 1), Denial(code: .invalidGrant, status: 400), at: 2_060_500),
            becomes: Transition(
                .sampleFailed(last: 4, .signInRejected, coolDownEnd: 2_090_500),
                Effects(wake: .never, settle: .failed(.signInRejected)))),
        CellExample(
            "a denial of an older sign-in is late", inFlight,
            .requestDenied(.of(3, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            becomes: Transition(inFlight, Effects(), .ignored(.late))),
        CellExample(
            "a denial of an attempt that was never begun is unsolicited", inFlight,
            .requestDenied(.of(5, 1), Denial(code: .invalidGrant, status: 400), at: 2_001_000),
            becomes: Transition(inFlight, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a fault backs off", inFlight,
            .requestFaulted(.of(4, 1), Fault(.serverError, status: 500, reached: .maybe), at: 2_001_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 4, .backingOff(until: 2_001_974)), Effects(wake: .at(2_001_974)))),
        CellExample(
            "a server that asks for more time than the back-off gets it", inFlight,
            .requestFaulted(
                .of(4, 1), Fault(.overloaded, status: 503, reached: .maybe, retryAfter: 120_000), at: 2_001_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 4, .backingOff(until: 2_121_000)), Effects(wake: .at(2_121_000)))),
        CellExample(
            "a fault of the last try fails the sign-in", lastTry,
            .requestFaulted(.of(4, 5), Fault(.unreachable, reached: .no), at: 2_001_000),
            becomes: Transition(
                .sampleFailed(last: 4, .unavailable, coolDownEnd: 2_031_000),
                Effects(wake: .never, settle: .failed(.unavailable)))),
        CellExample(
            "a fault of the last but one try backs off",
            .sampleAuthenticating(attempt: 4, try: 4, .inFlight(until: 2_060_000)),
            .requestFaulted(.of(4, 4), Fault(.unreachable, reached: .no), at: 2_001_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 4, try: 4, .backingOff(until: 2_006_914)),
                Effects(wake: .at(2_006_914)))),
        CellExample(
            "the wish for time of the last try's answer counts for the failure", lastTry,
            .requestFaulted(
                .of(4, 5), Fault(.overloaded, status: 429, reached: .maybe, retryAfter: 120_000), at: 2_001_000),
            becomes: Transition(
                .sampleFailed(last: 4, .unavailable, coolDownEnd: 2_121_000),
                Effects(wake: .never, settle: .failed(.unavailable)))),
        CellExample(
            "a fault of an earlier try is late", lastTry,
            .requestFaulted(.of(4, 4), Fault(.timedOut, reached: .maybe), at: 2_001_000),
            becomes: Transition(lastTry, Effects(), .ignored(.late))),
        CellExample(
            "a fault of a try that is backed off from already is late", backingOff,
            .requestFaulted(.of(4, 2), Fault(.timedOut, reached: .maybe), at: 2_060_500),
            becomes: Transition(backingOff, Effects(), .ignored(.late))),
        CellExample(
            "a fault of an attempt that was never begun is unsolicited", inFlight,
            .requestFaulted(.of(5, 1), Fault(.timedOut, reached: .maybe), at: 2_001_000),
            becomes: Transition(inFlight, Effects(), .ignored(.unsolicited))),
    ]

    private static let authenticatingOthers: [CellExample] = [
        CellExample(
            "another sign-in takes the place of this one", inFlight, .signInRequested(at: 2_010_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 5, .inFlight(until: 2_070_000)),
                Effects(send: .password(.of(5, 1)), wake: .at(2_070_000), settle: .superseded))),
        CellExample(
            "the timer stays where the deadline does", inFlight, .signInRequested(at: 2_000_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 5, .inFlight(until: 2_060_000)),
                Effects(send: .password(.of(5, 1)), settle: .superseded))),
        CellExample(
            "another sign-in does not wait for the back-off of this one", backingOff, .signInRequested(at: 2_060_500),
            becomes: Transition(
                .sampleAuthenticating(attempt: 5, .inFlight(until: 2_120_500)),
                Effects(send: .password(.of(5, 1)), wake: .at(2_120_500), settle: .superseded))),

        CellExample(
            "adopted tokens take the place of the sign-in", inFlight, .grantAdopted(.second, at: 2_000_000),
            becomes: Transition(
                .sampleValid(
                    last: 5, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_455_466, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_455_466), settle: .superseded))),
        CellExample(
            "an adopted refresh token takes the place of the sign-in", inFlight,
            .grantAdopted(.refreshOnly, at: 2_000_000),
            becomes: Transition(
                .sampleExpired(last: 5, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000)),
                Effects(wake: .at(.distantPast), settle: .superseded))),
        CellExample(
            "what cannot be used does not disturb the sign-in", inFlight,
            .grantAdopted(.usedUpWithoutRefresh, at: 2_000_000),
            becomes: Transition(inFlight, Effects(forget: [0xA2]), .ignored(.late))),

        CellExample(
            "a caller waits for the sign-in", inFlight, .tokenRequested(at: 2_001_000),
            becomes: Transition(inFlight, Effects(), .ignored(.joined))),
        CellExample(
            "a caller waits for the next try of the sign-in", backingOff, .tokenRequested(at: 2_060_500),
            becomes: Transition(backingOff, Effects(), .ignored(.joined))),

        CellExample(
            "a rejection of a token from before the sign-in is late", inFlight, .accessRejected(0xA1, at: 2_001_000),
            becomes: Transition(inFlight, Effects(), .ignored(.late))),

        CellExample(
            "before the time limit it is too early", inFlight, .deadlineReached(at: 2_059_999),
            becomes: Transition(inFlight, Effects(), .ignored(.early))),
        CellExample(
            "at the time limit the try is given up", inFlight, .deadlineReached(at: 2_060_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 4, .backingOff(until: 2_060_974)), Effects(wake: .at(2_060_974)))),
        CellExample(
            "at the time limit of the last try the sign-in fails", lastTry, .deadlineReached(at: 2_060_000),
            becomes: Transition(
                .sampleFailed(last: 4, .unavailable, coolDownEnd: 2_090_000),
                Effects(wake: .never, settle: .failed(.unavailable)))),
        CellExample(
            "before the end of the back-off it is too early", backingOff, .deadlineReached(at: 2_060_999),
            becomes: Transition(backingOff, Effects(), .ignored(.early))),
        CellExample(
            "after the back-off the password is sent again", backingOff, .deadlineReached(at: 2_061_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 4, try: 3, .inFlight(until: 2_121_000)),
                Effects(send: .password(.of(4, 3)), wake: .at(2_121_000)))),

        CellExample(
            "with its process the password is gone", inFlight, .attemptInterrupted(4, at: 2_001_000),
            becomes: Transition(
                .sampleFailed(last: 4, .interrupted, coolDownEnd: 2_031_000),
                Effects(wake: .never, settle: .failed(.interrupted)))),
        CellExample(
            "in a back-off, too, the password is gone with its process", backingOff,
            .attemptInterrupted(4, at: 2_060_500),
            becomes: Transition(
                .sampleFailed(last: 4, .interrupted, coolDownEnd: 2_090_500),
                Effects(wake: .never, settle: .failed(.interrupted)))),
        CellExample(
            "the end of an older attempt's process is late news", inFlight, .attemptInterrupted(3, at: 2_001_000),
            becomes: Transition(inFlight, Effects(), .ignored(.late))),
        CellExample(
            "the end of a process without an attempt is unsolicited", inFlight, .attemptInterrupted(5, at: 2_001_000),
            becomes: Transition(inFlight, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a sign-out ends the sign-in", inFlight, .signOutRequested(at: 2_001_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 4), Effects(wake: .never, settle: .signedOut))),
        CellExample(
            "a sign-out with burn ends the sign-in", backingOff, .signOutRequested(burn: true, at: 2_060_500),
            becomes: Transition(
                .sampleUnauthenticated(last: 4), Effects(wake: .never, settle: .signedOut))),
    ]
}
