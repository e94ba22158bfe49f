// SPDX-License-Identifier: Apache-2.0

import TokenMachine
import TokenMachineTesting

extension CellExample {
    private static let signedOut = TokenState.sampleUnauthenticated(last: 3)

    static let unauthenticated: [CellExample] = [
        CellExample(
            "a sign-in sends the password under a new attempt", signedOut, .signInRequested(at: 2_000_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 4, .inFlight(until: 2_060_000)),
                Effects(send: .password(.of(4, 1)), wake: .at(2_060_000)))),

        CellExample(
            "adopted tokens are handed out", signedOut, .grantAdopted(.second, at: 2_000_000),
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_454_466, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_454_466), settle: .token(0xA2)))),
        CellExample(
            "adopted tokens wait for the hard stop where renewal is on demand", signedOut,
            .grantAdopted(.second, at: 2_000_000), policy: .onDemand,
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_454_466, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_595_000), settle: .token(0xA2)))),
        CellExample(
            "an adopted access token alone cannot be renewed", signedOut,
            .grantAdopted(.secondWithoutRefresh, at: 2_000_000),
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000), .impossible),
                Effects(wake: .at(2_595_000), settle: .token(0xA2)))),
        CellExample(
            "tokens that claim to be requested later are taken as requested now", signedOut,
            .grantAdopted(.second, at: 1_900_000),
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_900_000, hardStop: 2_495_000),
                    .due(at: 2_354_466, HeldRefreshToken(ref: 0xB2, issuedAt: 1_900_000))),
                Effects(wake: .at(2_354_466), settle: .token(0xA2)))),
        CellExample(
            "an adopted refresh token is spent at once", signedOut, .grantAdopted(.refreshOnly, at: 2_000_000),
            becomes: Transition(
                .sampleExpired(last: 4, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000)),
                Effects(wake: .at(.distantPast)))),
        CellExample(
            "an adopted refresh token waits for its keep-alive where renewal is on demand", signedOut,
            .grantAdopted(.refreshOnly, at: 2_000_000), policy: .onDemand,
            becomes: Transition(
                .sampleExpired(last: 4, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000)),
                Effects(wake: .at(606_800_000)))),
        CellExample(
            "an adopted access token without time left is forgotten", signedOut, .grantAdopted(.usedUp, at: 1_995_000),
            becomes: Transition(
                .sampleExpired(last: 4, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_400_000)),
                Effects(wake: .at(.distantPast), forget: [0xA2]))),
        CellExample(
            "an adopted access token with a millisecond left is handed out", signedOut,
            .grantAdopted(.usedUpWithoutRefresh, at: 1_994_999),
            becomes: Transition(
                .sampleValid(
                    last: 4, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_400_000, hardStop: 1_995_000), .impossible),
                Effects(wake: .at(1_995_000), settle: .token(0xA2)))),
        CellExample(
            "a used up access token alone is not adopted", signedOut,
            .grantAdopted(.usedUpWithoutRefresh, at: 1_995_000),
            becomes: Transition(signedOut, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "no token at all is not adopted", signedOut, .grantAdopted(.nothing, at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.late))),

        CellExample(
            "a grant for an older attempt is late", signedOut,
            .grantIssued(.second, to: .of(3, 1), spent: nil, at: 2_000_000),
            becomes: Transition(signedOut, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant for a refresh from before the sign-out is late", signedOut,
            .grantIssued(.second, to: .of(1, 1), spent: 0xB1, at: 2_000_000),
            becomes: Transition(signedOut, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant for an attempt that was never begun is unsolicited", signedOut,
            .grantIssued(.second, to: .of(4, 1), spent: nil, at: 2_000_000),
            becomes: Transition(signedOut, Effects(forget: [0xA2, 0xB2]), .ignored(.unsolicited))),
        CellExample(
            "a grant for attempt 0 is unsolicited, since numbers begin at 1", signedOut,
            .grantIssued(.second, to: .of(0, 1), spent: nil, at: 2_000_000),
            becomes: Transition(signedOut, Effects(forget: [0xA2, 0xB2]), .ignored(.unsolicited))),

        CellExample(
            "a denial of an older attempt is late", signedOut,
            .requestDenied(.of(3, 1), Denial(code: .invalidGrant, status: 400), at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.late))),
        CellExample(
            "a denial of an attempt that was never begun is unsolicited", signedOut,
            .requestDenied(.of(4, 1), Denial(code: .invalidGrant, status: 400), at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a fault of an older attempt is late", signedOut,
            .requestFaulted(.of(3, 1), Fault(.serverError, status: 500, reached: .maybe), at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.late))),
        CellExample(
            "a fault of an attempt that was never begun is unsolicited", signedOut,
            .requestFaulted(.of(4, 1), Fault(.unreachable, reached: .no), at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a caller is told that nobody is signed in", signedOut, .tokenRequested(at: 2_000_000),
            becomes: Transition(signedOut, Effects(settle: .failed(.notSignedIn)), .taken)),

        CellExample(
            "a rejection of a token from before the sign-out is late", signedOut,
            .accessRejected(0xA1, at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.late))),

        CellExample(
            "there is no deadline to reach", signedOut, .deadlineReached(at: .distantFuture),
            becomes: Transition(signedOut, Effects(), .ignored(.early))),

        CellExample(
            "the end of an older attempt's process is late news", signedOut, .attemptInterrupted(3, at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.late))),
        CellExample(
            "the end of a process without an attempt is unsolicited", signedOut,
            .attemptInterrupted(4, at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a second sign-out is a duplicate", signedOut, .signOutRequested(at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.duplicate))),
        CellExample(
            "there is nothing to burn", signedOut, .signOutRequested(burn: true, at: 2_000_000),
            becomes: Transition(signedOut, Effects(), .ignored(.duplicate))),
    ]
}
