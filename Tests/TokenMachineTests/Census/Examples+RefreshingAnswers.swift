// SPDX-License-Identifier: Apache-2.0

import TokenMachine
import TokenMachineTesting

extension CellExample {
    private static let serving = TokenState.sampleRefreshing(
        .inFlight(until: 1_521_864), refresh: .first, access: .first)
    private static let blind = TokenState.sampleRefreshing(
        .inFlight(until: 1_560_000), refresh: .first, refusals: 1, coolDowns: 2)
    private static let inDoubt = TokenState.sampleRefreshing(
        try: 2, .inFlight(until: 1_583_000), refresh: .firstInDoubt, access: .first)
    private static let blindInDoubt = TokenState.sampleRefreshing(
        try: 2, .inFlight(until: 1_583_000), refresh: .firstInDoubt, refusals: 1, coolDowns: 2)
    private static let backingOff = TokenState.sampleRefreshing(
        .backingOff(until: 1_523_000), refresh: .firstInDoubt, access: .first)
    private static let invalidGrant = Denial(code: .invalidGrant, status: 400)
    private static let invalidClient = Denial(code: .invalidClient, status: 400)

    static let refreshing: [CellExample] = refreshingGrants + refreshingDenials + refreshingFaults + refreshingOthers

    private static let refreshingGrants: [CellExample] = [
        CellExample(
            "the new tokens take the place of the old", serving,
            .grantIssued(.late, to: .of(2, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000),
                    .due(at: 1_944_963, HeldRefreshToken(ref: 0xB2, issuedAt: 1_500_000))),
                Effects(wake: .at(1_944_963), settle: .token(0xA2), forget: [0xA1, 0xB1]))),
        CellExample(
            "refusals in a row are counted on", blind,
            .grantIssued(.late, to: .of(2, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000), refusals: 1,
                    .due(at: 1_944_963, HeldRefreshToken(ref: 0xB2, issuedAt: 1_500_000))),
                Effects(wake: .at(1_944_963), settle: .token(0xA2), forget: [0xB1]))),
        CellExample(
            "a new refresh token is taken from any attempt that spent the one held", backingOff,
            .grantIssued(.late, to: .of(1, 3), spent: 0xB1, at: 1_522_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000),
                    .due(at: 1_944_963, HeldRefreshToken(ref: 0xB2, issuedAt: 1_500_000))),
                Effects(wake: .at(1_944_963), settle: .token(0xA2), forget: [0xA1, 0xB1]))),
        CellExample(
            "an answer without a refresh token keeps the spent one, which has proven good", inDoubt,
            .grantIssued(.lateWithoutRefresh, to: .of(2, 1), spent: 0xB1, at: 1_530_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000),
                    .due(at: 1_944_963, HeldRefreshToken(ref: 0xB1, issuedAt: 1_500_000))),
                Effects(wake: .at(1_944_963), settle: .token(0xA2), forget: [0xA1]))),
        CellExample(
            "an answer with the same refresh token keeps it, from the time of the request", inDoubt,
            .grantIssued(.lateWithSameRefresh, to: .of(2, 2), spent: 0xB1, at: 1_530_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000),
                    .due(at: 1_944_963, HeldRefreshToken(ref: 0xB1, issuedAt: 1_500_000))),
                Effects(wake: .at(1_944_963), settle: .token(0xA2), forget: [0xA1]))),
        CellExample(
            "a spent refresh token that is kept was not requested later than now", serving,
            .grantIssued(.lateWithoutRefresh, to: .of(2, 1), spent: 0xB1, at: 1_490_000),
            becomes: Transition(
                .sampleValid(
                    last: 2, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_490_000, hardStop: 2_085_000),
                    .due(at: 1_934_963, HeldRefreshToken(ref: 0xB1, issuedAt: 1_490_000))),
                Effects(wake: .at(1_934_963), settle: .token(0xA2), forget: [0xA1]))),
        CellExample(
            "an answer without time left fails, keeping the new refresh token and the cool-downs", blind,
            .grantIssued(.usedUp, to: .of(2, 1), spent: 0xB1, at: 1_995_000),
            becomes: Transition(
                .sampleFailed(
                    .grantUnusable, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_400_000), refusals: 1,
                    coolDownEnd: 2_115_000, coolDowns: 3),
                Effects(wake: .at(2_115_000), settle: .failed(.grantUnusable), forget: [0xB1, 0xA2]))),
        CellExample(
            "an answer without an access token fails, keeping the refresh token", serving,
            .grantIssued(.refreshOnly, to: .of(2, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(
                .sampleFailed(
                    .grantUnusable, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_510_000), coolDownEnd: 1_540_000),
                Effects(wake: .at(1_540_000), settle: .failed(.grantUnusable), forget: [0xA1, 0xB1]))),
        CellExample(
            "an older attempt that brings no new refresh token is late", serving,
            .grantIssued(.lateWithoutRefresh, to: .of(1, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(serving, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "an older attempt that brings the same refresh token is late", serving,
            .grantIssued(.lateWithSameRefresh, to: .of(1, 1), spent: 0xB1, at: 1_510_000),
            becomes: Transition(serving, Effects(forget: [0xA2]), .ignored(.late))),
        CellExample(
            "a grant that spent another refresh token is late", serving,
            .grantIssued(.late, to: .of(2, 1), spent: 0xB0, at: 1_510_000),
            becomes: Transition(serving, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant for a sign-in is late", serving,
            .grantIssued(.late, to: .of(2, 1), spent: nil, at: 1_510_000),
            becomes: Transition(serving, Effects(forget: [0xA2, 0xB2]), .ignored(.late))),
        CellExample(
            "a grant of no lineage for an attempt that was never begun is unsolicited", serving,
            .grantIssued(.late, to: .of(3, 1), spent: 0xB0, at: 1_510_000),
            becomes: Transition(serving, Effects(forget: [0xA2, 0xB2]), .ignored(.unsolicited))),
    ]

    private static let refreshingDenials: [CellExample] = [
        CellExample(
            "a denied refresh token holds back renewal while the access token lasts", serving,
            .requestDenied(.of(2, 1), invalidGrant, at: 1_500_000),
            becomes: Transition(
                .sampleValid(last: 2, access: .first, .heldBack(.refreshTokenRejected, .first)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "a refresh token denied after a try without an answer is lost", inDoubt,
            .requestDenied(.of(2, 2), invalidGrant, at: 1_530_000),
            becomes: Transition(
                .sampleValid(last: 2, access: .first, .heldBack(.refreshTokenLost, .firstInDoubt)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "a denied client holds back renewal while the access token lasts", inDoubt,
            .requestDenied(.of(2, 2), invalidClient, at: 1_530_000),
            becomes: Transition(
                .sampleValid(last: 2, access: .first, .heldBack(.clientRejected, .firstInDoubt)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "a renewal that is held back keeps the refusals in a row",
            .sampleRefreshing(.inFlight(until: 1_521_864), refresh: .first, access: .first, refusals: 1),
            .requestDenied(.of(2, 1), invalidGrant, at: 1_500_000),
            becomes: Transition(
                .sampleValid(last: 2, access: .first, refusals: 1, .heldBack(.refreshTokenRejected, .first)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "a denied refresh token fails without an access token", blind,
            .requestDenied(.of(2, 1), invalidGrant, at: 1_530_000),
            becomes: Transition(
                .sampleFailed(
                    .refreshTokenRejected, refresh: .first, refusals: 1, coolDownEnd: 1_650_000, coolDowns: 3),
                Effects(wake: .never, settle: .failed(.refreshTokenRejected)))),
        CellExample(
            "a refresh token denied after a try without an answer is lost, without an access token", blindInDoubt,
            .requestDenied(.of(2, 2), invalidGrant, at: 1_530_000),
            becomes: Transition(
                .sampleFailed(
                    .refreshTokenLost, refresh: .firstInDoubt, refusals: 1, coolDownEnd: 1_650_000, coolDowns: 3),
                Effects(wake: .never, settle: .failed(.refreshTokenLost)))),
        CellExample(
            "a denied client is tried again after a cool-down", blindInDoubt,
            .requestDenied(.of(2, 2), Denial(code: .unauthorizedClient, status: 400), at: 1_530_000),
            becomes: Transition(
                .sampleFailed(
                    .clientRejected, refresh: .firstInDoubt, refusals: 1, coolDownEnd: 1_650_000, coolDowns: 3),
                Effects(wake: .at(1_650_000), settle: .failed(.clientRejected)))),
        CellExample(
            "a denial after the hard stop fails", serving, .requestDenied(.of(2, 1), invalidGrant, at: 1_595_000),
            becomes: Transition(
                .sampleFailed(.refreshTokenRejected, refresh: .first, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.refreshTokenRejected), forget: [0xA1]))),
        CellExample(
            "a denial after the hard stop and a try without an answer fails", inDoubt,
            .requestDenied(.of(2, 2), invalidGrant, at: 1_595_000),
            becomes: Transition(
                .sampleFailed(.refreshTokenLost, refresh: .firstInDoubt, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.refreshTokenLost), forget: [0xA1]))),
        CellExample(
            "a denial in a back-off is late", backingOff, .requestDenied(.of(2, 1), invalidGrant, at: 1_522_000),
            becomes: Transition(backingOff, Effects(), .ignored(.late))),
        CellExample(
            "a denial of an earlier try is late", inDoubt, .requestDenied(.of(2, 1), invalidGrant, at: 1_530_000),
            becomes: Transition(inDoubt, Effects(), .ignored(.late))),
        CellExample(
            "a denial of an attempt that was never begun is unsolicited", serving,
            .requestDenied(.of(3, 1), invalidGrant, at: 1_500_000),
            becomes: Transition(serving, Effects(), .ignored(.unsolicited))),
    ]

    private static let refreshingFaults: [CellExample] = [
        CellExample(
            "a fault that surely did not reach the server leaves no doubt", serving,
            .requestFaulted(.of(2, 1), Fault(.unreachable, reached: .no), at: 1_500_000),
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_500_683), refresh: .first, access: .first),
                Effects(wake: .at(1_500_683)))),
        CellExample(
            "a fault that may have reached the server leaves the outcome unknown", serving,
            .requestFaulted(
                .of(2, 1), Fault(.serverError, status: 503, reached: .maybe, retryAfter: 90_000), at: 1_500_000),
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_590_000), refresh: .firstInDoubt, access: .first),
                Effects(wake: .at(1_590_000)))),
        CellExample(
            "a doubt is not taken back by a try that did not reach the server", inDoubt,
            .requestFaulted(.of(2, 2), Fault(.notSent, reached: .no), at: 1_530_000),
            becomes: Transition(
                .sampleRefreshing(try: 2, .backingOff(until: 1_531_352), refresh: .firstInDoubt, access: .first),
                Effects(wake: .at(1_531_352)))),
        CellExample(
            "while the access token lasts there is no last try",
            .sampleRefreshing(try: 5, .inFlight(until: 1_560_000), refresh: .first, access: .first),
            .requestFaulted(.of(2, 5), Fault(.unreachable, reached: .no), at: 1_550_000),
            becomes: Transition(
                .sampleRefreshing(try: 5, .backingOff(until: 1_564_052), refresh: .first, access: .first),
                Effects(wake: .at(1_564_052)))),
        CellExample(
            "after the hard stop the access token is forgotten while tries remain", serving,
            .requestFaulted(.of(2, 1), Fault(.unreachable, reached: .no), at: 1_595_000),
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_595_683), refresh: .first),
                Effects(wake: .at(1_595_683), forget: [0xA1]))),
        CellExample(
            "a fault of the last try fails, with a cool-down twice as long as the one before",
            .sampleRefreshing(try: 5, .inFlight(until: 1_560_000), refresh: .first, refusals: 1, coolDowns: 2),
            .requestFaulted(.of(2, 5), Fault(.disconnected, reached: .maybe), at: 1_550_000),
            becomes: Transition(
                .sampleFailed(
                    .unavailable, refresh: .firstInDoubt, refusals: 1, coolDownEnd: 1_670_000, coolDowns: 3),
                Effects(wake: .at(1_670_000), settle: .failed(.unavailable)))),
        CellExample(
            "a server is given an hour at most",
            .sampleRefreshing(try: 5, .inFlight(until: 1_560_000), refresh: .first, access: .first),
            .requestFaulted(
                .of(2, 5), Fault(.overloaded, status: 429, reached: .no, retryAfter: 7_200_000), at: 1_595_000),
            becomes: Transition(
                .sampleFailed(.unavailable, refresh: .first, coolDownEnd: 5_195_000),
                Effects(wake: .at(5_195_000), settle: .failed(.unavailable), forget: [0xA1]))),
        CellExample(
            "a refresh token that is not there is not tried again, and callers are served as long as that goes",
            serving,
            .requestFaulted(.of(2, 1), Fault(.tokenMissing, reached: .no), at: 1_500_000),
            becomes: Transition(
                .sampleValid(last: 2, access: .first, .heldBack(.noRefreshToken, .first)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "a refresh token that is not there is the end where nobody can be served", serving,
            .requestFaulted(.of(2, 1), Fault(.tokenMissing, reached: .no), at: 1_595_000),
            becomes: Transition(
                .sampleFailed(.noRefreshToken, refresh: .first, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.noRefreshToken), forget: [0xA1]))),
        CellExample(
            "a refresh token that may be spent is lost where no second try is allowed", blind,
            .requestFaulted(.of(2, 1), Fault(.serverError, status: 500, reached: .maybe), at: 1_550_000),
            policy: .revokesFamily,
            becomes: Transition(
                .sampleFailed(
                    .refreshTokenLost, refresh: .firstInDoubt, refusals: 1, coolDownEnd: 1_670_000, coolDowns: 3),
                Effects(wake: .never, settle: .failed(.refreshTokenLost)))),
        CellExample(
            "a refresh token that may be spent holds back renewal where no second try is allowed", serving,
            .requestFaulted(.of(2, 1), Fault(.serverError, status: 500, reached: .maybe), at: 1_500_000),
            policy: .revokesFamily,
            becomes: Transition(
                .sampleValid(last: 2, access: .first, .heldBack(.refreshTokenLost, .firstInDoubt)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "after the hard stop nothing is left of a refresh token that may be spent only once", serving,
            .requestFaulted(.of(2, 1), Fault(.serverError, status: 500, reached: .maybe), at: 1_595_000),
            policy: .revokesFamily,
            becomes: Transition(
                .sampleFailed(.refreshTokenLost, refresh: .firstInDoubt, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.refreshTokenLost), forget: [0xA1]))),
        CellExample(
            "a try that did not reach the server is repeated even where no second one is allowed", blind,
            .requestFaulted(.of(2, 1), Fault(.insecure, reached: .no), at: 1_550_000), policy: .revokesFamily,
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_550_683), refresh: .first, refusals: 1, coolDowns: 2),
                Effects(wake: .at(1_550_683)))),
        CellExample(
            "a fault of an earlier try is late", inDoubt,
            .requestFaulted(.of(2, 1), Fault(.timedOut, reached: .maybe), at: 1_530_000),
            becomes: Transition(inDoubt, Effects(), .ignored(.late))),
        CellExample(
            "a fault in a back-off is late", backingOff,
            .requestFaulted(.of(2, 1), Fault(.timedOut, reached: .maybe), at: 1_522_000),
            becomes: Transition(backingOff, Effects(), .ignored(.late))),
        CellExample(
            "a fault of an attempt that was never begun is unsolicited", serving,
            .requestFaulted(.of(3, 1), Fault(.timedOut, reached: .maybe), at: 1_500_000),
            becomes: Transition(serving, Effects(), .ignored(.unsolicited))),
    ]
}
