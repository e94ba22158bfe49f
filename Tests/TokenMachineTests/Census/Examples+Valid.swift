// SPDX-License-Identifier: Apache-2.0

import TokenMachine
import TokenMachineTesting

extension CellExample {
    private static let due = TokenState.sampleValid(access: .first, .due(at: 1_461_864, .first))
    private static let refusedBefore = TokenState.sampleValid(access: .first, refusals: 1, .due(at: 1_461_864, .first))
    private static let impossible = TokenState.sampleValid(access: .first, .impossible)
    private static let lost = TokenState.sampleValid(
        last: 2, access: .first, .heldBack(.refreshTokenLost, .firstInDoubt))
    private static let denied = TokenState.sampleValid(last: 2, access: .first, .heldBack(.clientRejected, .first))

    static let valid: [CellExample] = validAnswers + validAdoptions + validOthers

    private static let validAnswers: [CellExample] = [
        CellExample(
            "a late grant for the refresh token held takes its place", lost,
            .grantIssued(.late, to: .of(2, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000),
                    .due(at: 1_944_963, HeldRefreshToken(ref: 0xB2, issuedAt: 1_500_000))),
                Effects(wake: .at(1_944_963), settle: .token(0xA2), forget: [0xA1, 0xB1]))),
        CellExample(
            "lineage counts, whatever the attempt and whatever became of renewal", refusedBefore,
            .grantIssued(.late, to: .of(9, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(
                .sampleValid(
                    last: 1, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000), refusals: 1,
                    .due(at: 1_961_864, HeldRefreshToken(ref: 0xB2, issuedAt: 1_500_000))),
                Effects(wake: .at(1_961_864), settle: .token(0xA2), forget: [0xA1, 0xB1]))),
        CellExample(
            "a late grant without time left still brings the live refresh token", refusedBefore,
            .grantIssued(
                Grant(
                    access: GrantedAccessToken(ref: 0xA2, lifetime: 10_000), refresh: 0xB2, requestedAt: 1_500_000),
                to: .of(1, 1), spent: 0xB1, at: 1_509_000),
            becomes: Transition(
                .sampleFailed(
                    last: 1, .grantUnusable, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_500_000), refusals: 1,
                    coolDownEnd: 1_539_000),
                Effects(wake: .at(1_539_000), settle: .failed(.grantUnusable), forget: [0xA1, 0xB1, 0xA2]))),
        CellExample(
            "a late grant without a refresh token is not needed", lost,
            .grantIssued(.lateWithoutRefresh, to: .of(2, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(lost, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "a late grant with the same refresh token is not needed", lost,
            .grantIssued(.lateWithSameRefresh, to: .of(2, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(lost, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "a grant for another refresh token is late", due,
            .grantIssued(.late, to: .of(1, 1), spent: 0xB0, at: 1_510_000),
            becomes: Transition(due, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "the same grant again forgets nothing that is held", due,
            .grantIssued(
                Grant(
                    access: GrantedAccessToken(ref: 0xA1, lifetime: 600_000), refresh: 0xB1, requestedAt: 1_000_000),
                to: .of(1, 1), spent: 0xB0, at: 1_010_000),
            becomes: Transition(due, Effects(), .ignored(.late))),
        CellExample(
            "a second grant for the sign-in is late", due,
            .grantIssued(.late, to: .of(1, 2), spent: nil, at: 1_510_000),
            becomes: Transition(due, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "two absent refresh tokens are not equal", impossible,
            .grantIssued(.late, to: .of(1, 1), spent: nil, at: 1_510_000),
            becomes: Transition(impossible, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant of no lineage for an attempt that was never begun is unsolicited", due,
            .grantIssued(.late, to: .of(2, 1), spent: 0xB0, at: 1_510_000),
            becomes: Transition(due, Effects(forget: [0xA2, 0xB2]), .ignored(.unsolicited))),

        CellExample(
            "a denial of a refresh that was given up is late", lost,
            .requestDenied(.of(2, 1), Denial(code: .invalidGrant, status: 400), at: 1_510_000),
            becomes: Transition(lost, Effects(), .ignored(.late))),
        CellExample(
            "a denial of an attempt that was never begun is unsolicited", due,
            .requestDenied(.of(2, 1), Denial(code: .invalidGrant, status: 400), at: 1_510_000),
            becomes: Transition(due, Effects(), .ignored(.unsolicited))),
        CellExample(
            "a fault of a refresh that was given up is late", lost,
            .requestFaulted(.of(2, 1), Fault(.timedOut, reached: .maybe), at: 1_510_000),
            becomes: Transition(lost, Effects(), .ignored(.late))),
        CellExample(
            "a fault of an attempt that was never begun is unsolicited", due,
            .requestFaulted(.of(2, 1), Fault(.timedOut, reached: .maybe), at: 1_510_000),
            becomes: Transition(due, Effects(), .ignored(.unsolicited))),
        CellExample(
            "the end of the last attempt's process is late news", due, .attemptInterrupted(1, at: 1_100_000),
            becomes: Transition(due, Effects(), .ignored(.late))),
        CellExample(
            "the end of a process without an attempt is unsolicited", due, .attemptInterrupted(2, at: 1_100_000),
            becomes: Transition(due, Effects(), .ignored(.unsolicited))),
    ]

    private static let validAdoptions: [CellExample] = [
        CellExample(
            "a sign-in forgets the tokens held", due, .signInRequested(at: 1_100_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 2, .inFlight(until: 1_160_000)),
                Effects(send: .password(.of(2, 1)), wake: .at(1_160_000), forget: [0xA1, 0xB1]))),
        CellExample(
            "a sign-in forgets the access token held alone", impossible, .signInRequested(at: 1_100_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 2, .inFlight(until: 1_160_000)),
                Effects(send: .password(.of(2, 1)), wake: .at(1_160_000), forget: [0xA1]))),
        CellExample(
            "adopted tokens take the place of those held", refusedBefore, .grantAdopted(.second, at: 2_000_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 2_000_000, hardStop: 2_595_000),
                    .due(at: 2_444_963, HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000))),
                Effects(wake: .at(2_444_963), settle: .token(0xA2), forget: [0xA1, 0xB1]))),
        CellExample(
            "an adopted refresh token takes the place of what is held", due, .grantAdopted(.refreshOnly, at: 2_000_000),
            becomes: Transition(
                .sampleExpired(last: 2, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 2_000_000)),
                Effects(wake: .at(.distantPast), forget: [0xA1, 0xB1]))),
        CellExample(
            "the access token held may be adopted with a refresh token", impossible,
            .grantAdopted(
                Grant(
                    access: GrantedAccessToken(ref: 0xA1, lifetime: 600_000), refresh: 0xB2, requestedAt: 1_000_000),
                at: 1_100_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: .first, .due(at: 1_444_963, HeldRefreshToken(ref: 0xB2, issuedAt: 1_000_000))),
                Effects(wake: .at(1_444_963), settle: .token(0xA1)))),
        CellExample(
            "a refresh token that is held already is not adopted", due,
            .grantAdopted(
                Grant(
                    access: GrantedAccessToken(ref: 0xA2, lifetime: 600_000), refresh: 0xB1, requestedAt: 1_100_000),
                at: 1_100_000),
            becomes: Transition(due, Effects(forget: [0xA2]), .ignored(.duplicate))),
        CellExample(
            "no token at all is not adopted", due, .grantAdopted(.nothing, at: 1_100_000),
            becomes: Transition(due, Effects(), .ignored(.late))),
        CellExample(
            "no token at all is not adopted where none is held to renew with", impossible,
            .grantAdopted(.nothing, at: 1_100_000),
            becomes: Transition(impossible, Effects(), .ignored(.late))),
        CellExample(
            "a sign-out forgets the tokens held", due, .signOutRequested(at: 1_100_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 1), Effects(wake: .never, settle: .signedOut, forget: [0xA1, 0xB1]))),
        CellExample(
            "a sign-out with burn forgets the tokens held", denied, .signOutRequested(burn: true, at: 1_100_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 2), Effects(wake: .never, settle: .signedOut, forget: [0xA1, 0xB1]))),
    ]

    private static let validOthers: [CellExample] = [
        CellExample(
            "a caller can use the access token", due, .tokenRequested(at: 1_594_999),
            becomes: Transition(due, Effects(), .ignored(.usable))),
        CellExample(
            "before the renewal time a caller can use the access token", due, .tokenRequested(at: 1_461_863),
            policy: .onDemand, becomes: Transition(due, Effects(), .ignored(.usable))),
        CellExample(
            "from the renewal time on a caller has it renewed, where renewal is on demand", refusedBefore,
            .tokenRequested(at: 1_461_864), policy: .onDemand,
            becomes: Transition(
                .sampleRefreshing(attempt: 2, .inFlight(until: 1_521_864), refresh: .first, access: .first),
                Effects(send: .refresh(.of(2, 1), 0xB1), wake: .at(1_521_864)))),
        CellExample(
            "a caller can use an access token whose renewal is held back", lost, .tokenRequested(at: 1_594_999),
            policy: .onDemand, becomes: Transition(lost, Effects(), .ignored(.usable))),
        CellExample(
            "a caller can use an access token that cannot be renewed", impossible, .tokenRequested(at: 1_594_999),
            policy: .onDemand, becomes: Transition(impossible, Effects(), .ignored(.usable))),
        CellExample(
            "past the hard stop a caller has it renewed", refusedBefore, .tokenRequested(at: 1_595_000),
            becomes: Transition(
                .sampleRefreshing(attempt: 2, .inFlight(until: 1_655_000), refresh: .first),
                Effects(send: .refresh(.of(2, 1), 0xB1), wake: .at(1_655_000), forget: [0xA1]))),
        CellExample(
            "past the hard stop a caller is told why renewal is held back", denied, .tokenRequested(at: 1_595_000),
            becomes: Transition(
                .sampleFailed(.clientRejected, refresh: .first, coolDownEnd: 1_625_000),
                Effects(wake: .at(1_625_000), settle: .failed(.clientRejected), forget: [0xA1]))),
        CellExample(
            "past the hard stop a caller is told that nothing can renew it", impossible,
            .tokenRequested(at: 1_595_000),
            becomes: Transition(
                .sampleFailed(last: 1, .noRefreshToken, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.noRefreshToken), forget: [0xA1]))),

        CellExample(
            "a rejected access token is renewed and handed out no more", due, .accessRejected(0xA1, at: 1_100_000),
            becomes: Transition(
                .sampleRefreshing(attempt: 2, .inFlight(until: 1_160_000), refresh: .first, refusals: 1),
                Effects(send: .refresh(.of(2, 1), 0xB1), wake: .at(1_160_000), forget: [0xA1]))),
        CellExample(
            "the second rejection in a row fails the session", refusedBefore, .accessRejected(0xA1, at: 1_100_000),
            becomes: Transition(
                .sampleFailed(last: 1, .accessRefused, refresh: .first, refusals: 2, coolDownEnd: 1_130_000),
                Effects(wake: .at(1_130_000), settle: .failed(.accessRefused), forget: [0xA1]))),
        CellExample(
            "a rejection while renewal is held back fails for the reason of that", denied,
            .accessRejected(0xA1, at: 1_500_000),
            becomes: Transition(
                .sampleFailed(.clientRejected, refresh: .first, refusals: 1, coolDownEnd: 1_530_000),
                Effects(wake: .at(1_530_000), settle: .failed(.clientRejected), forget: [0xA1]))),
        CellExample(
            "the second rejection in a row counts for more than a client that was rejected",
            .sampleValid(last: 2, access: .first, refusals: 1, .heldBack(.clientRejected, .first)),
            .accessRejected(0xA1, at: 1_500_000),
            becomes: Transition(
                .sampleFailed(.accessRefused, refresh: .first, refusals: 2, coolDownEnd: 1_530_000),
                Effects(wake: .at(1_530_000), settle: .failed(.accessRefused), forget: [0xA1]))),
        CellExample(
            "the second rejection in a row does not cover up a lost refresh token",
            .sampleValid(last: 2, access: .first, refusals: 1, .heldBack(.refreshTokenLost, .firstInDoubt)),
            .accessRejected(0xA1, at: 1_500_000),
            becomes: Transition(
                .sampleFailed(.refreshTokenLost, refresh: .firstInDoubt, refusals: 2, coolDownEnd: 1_530_000),
                Effects(wake: .never, settle: .failed(.refreshTokenLost), forget: [0xA1]))),
        CellExample(
            "a rejection of an access token that cannot be renewed fails", impossible,
            .accessRejected(0xA1, at: 1_100_000),
            becomes: Transition(
                .sampleFailed(last: 1, .noRefreshToken, refusals: 1, coolDownEnd: 1_130_000),
                Effects(wake: .never, settle: .failed(.noRefreshToken), forget: [0xA1]))),
        CellExample(
            "the second rejection in a row of what cannot be renewed fails as refused",
            .sampleValid(access: .first, refusals: 1, .impossible), .accessRejected(0xA1, at: 1_100_000),
            becomes: Transition(
                .sampleFailed(last: 1, .accessRefused, refusals: 2, coolDownEnd: 1_130_000),
                Effects(wake: .never, settle: .failed(.accessRefused), forget: [0xA1]))),
        CellExample(
            "a rejection of an older access token is late", due, .accessRejected(0xA0, at: 1_100_000),
            becomes: Transition(due, Effects(), .ignored(.late))),

        CellExample(
            "before the renewal time it is too early", due, .deadlineReached(at: 1_461_863),
            becomes: Transition(due, Effects(), .ignored(.early))),
        CellExample(
            "at the renewal time it is renewed, and handed out meanwhile", refusedBefore,
            .deadlineReached(at: 1_461_864),
            becomes: Transition(
                .sampleRefreshing(attempt: 2, .inFlight(until: 1_521_864), refresh: .first, access: .first),
                Effects(send: .refresh(.of(2, 1), 0xB1), wake: .at(1_521_864)))),
        CellExample(
            "at the hard stop only the refresh token is left", due, .deadlineReached(at: 1_595_000),
            becomes: Transition(
                .sampleExpired(refresh: .first), Effects(wake: .at(.distantPast), forget: [0xA1]))),
        CellExample(
            "the renewal time is no deadline where renewal is on demand", due, .deadlineReached(at: 1_594_999),
            policy: .onDemand, becomes: Transition(due, Effects(), .ignored(.early))),
        CellExample(
            "at the hard stop the refresh token waits for its keep-alive where renewal is on demand", due,
            .deadlineReached(at: 1_595_000), policy: .onDemand,
            becomes: Transition(
                .sampleExpired(refresh: .first), Effects(wake: .at(605_800_000), forget: [0xA1]))),
        CellExample(
            "a renewal that is held back has no time of its own", denied, .deadlineReached(at: 1_594_999),
            becomes: Transition(denied, Effects(), .ignored(.early))),
        CellExample(
            "at the hard stop the failure that held back renewal is the session's", lost,
            .deadlineReached(at: 1_595_000),
            becomes: Transition(
                .sampleFailed(.refreshTokenLost, refresh: .firstInDoubt, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.refreshTokenLost), forget: [0xA1]))),
        CellExample(
            "at the hard stop a recoverable failure that held back renewal begins to cool down", denied,
            .deadlineReached(at: 1_595_000),
            becomes: Transition(
                .sampleFailed(.clientRejected, refresh: .first, coolDownEnd: 1_625_000),
                Effects(wake: .at(1_625_000), settle: .failed(.clientRejected), forget: [0xA1]))),
        CellExample(
            "at the hard stop a session that cannot be renewed has failed", impossible, .deadlineReached(at: 1_595_000),
            becomes: Transition(
                .sampleFailed(last: 1, .noRefreshToken, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.noRefreshToken), forget: [0xA1]))),
        CellExample(
            "a renewal time after the hard stop does not move the deadline",
            .sampleValid(access: .first, .due(at: 1_700_000, .first)), .deadlineReached(at: 1_595_000),
            becomes: Transition(
                .sampleExpired(refresh: .first), Effects(wake: .at(.distantPast), forget: [0xA1]))),
    ]
}
