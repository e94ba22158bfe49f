// SPDX-License-Identifier: Apache-2.0

import TokenMachine
import TokenMachineTesting

extension CellExample {
    /// Renewing in good time.
    private static let serving = TokenState.sampleRefreshing(
        .inFlight(until: 1_521_864), refresh: .first, access: .first)
    /// Renewing after a rejection, after two cool-downs.
    private static let blind = TokenState.sampleRefreshing(
        .inFlight(until: 1_560_000), refresh: .first, refusals: 1, coolDowns: 2)
    private static let backingOff = TokenState.sampleRefreshing(
        .backingOff(until: 1_523_000), refresh: .firstInDoubt, access: .first)
    private static let blindBackingOff = TokenState.sampleRefreshing(
        try: 2, .backingOff(until: 1_700_000), refresh: .firstInDoubt, refusals: 1, coolDowns: 2)

    static let refreshingOthers: [CellExample] = [
        CellExample(
            "a sign-in takes the place of the refresh", serving, .signInRequested(at: 1_500_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 3, .inFlight(until: 1_560_000)),
                Effects(
                    send: .password(.of(3, 1)), wake: .at(1_560_000), settle: .superseded, forget: [0xA1, 0xB1]))),
        CellExample(
            "a sign-in takes the place of a refresh without an access token", blind, .signInRequested(at: 1_500_000),
            becomes: Transition(
                .sampleAuthenticating(attempt: 3, .inFlight(until: 1_560_000)),
                Effects(send: .password(.of(3, 1)), settle: .superseded, forget: [0xB1]))),

        CellExample(
            "adopted tokens take the place of the refresh", blindBackingOff, .grantAdopted(.late, at: 1_510_000),
            becomes: Transition(
                .sampleValid(
                    last: 3, access: HeldAccessToken(ref: 0xA2, issuedAt: 1_500_000, hardStop: 2_095_000),
                    .due(at: 1_933_804, HeldRefreshToken(ref: 0xB2, issuedAt: 1_500_000))),
                Effects(wake: .at(1_933_804), settle: .superseded, forget: [0xB1]))),
        CellExample(
            "an adopted refresh token takes the place of the refresh", serving,
            .grantAdopted(.refreshOnly, at: 1_510_000),
            becomes: Transition(
                .sampleExpired(last: 3, refresh: HeldRefreshToken(ref: 0xB2, issuedAt: 1_510_000)),
                Effects(wake: .at(.distantPast), settle: .superseded, forget: [0xA1, 0xB1]))),
        CellExample(
            "the refresh token that is being spent is not adopted", serving,
            .grantAdopted(.lateWithSameRefresh, at: 1_510_000),
            becomes: Transition(serving, Effects(forget: [0xA2]), .ignored(.duplicate))),
        CellExample(
            "what cannot be used does not disturb the refresh", serving, .grantAdopted(.nothing, at: 1_510_000),
            becomes: Transition(serving, Effects(), .ignored(.late))),

        CellExample(
            "a caller waits for the refresh", blind, .tokenRequested(at: 1_500_000),
            becomes: Transition(blind, Effects(), .ignored(.joined))),
        CellExample(
            "a caller waits for a back-off of a minute", blindBackingOff, .tokenRequested(at: 1_640_000),
            becomes: Transition(blindBackingOff, Effects(), .ignored(.joined))),
        CellExample(
            "a caller does not wait for a longer back-off", blindBackingOff, .tokenRequested(at: 1_639_999),
            becomes: Transition(blindBackingOff, Effects(settle: .unavailable(until: 1_700_000)), .taken)),
        CellExample(
            "a longer back-off does not matter while the access token can be used",
            .sampleRefreshing(.backingOff(until: 1_700_000), refresh: .first, access: .first),
            .tokenRequested(at: 1_594_999),
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_700_000), refresh: .first, access: .first), Effects(),
                .ignored(.joined))),
        CellExample(
            "a longer back-off matters once the access token is used up",
            .sampleRefreshing(.backingOff(until: 1_700_000), refresh: .first, access: .first),
            .tokenRequested(at: 1_595_000),
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_700_000), refresh: .first, access: .first),
                Effects(settle: .unavailable(until: 1_700_000)), .taken)),

        CellExample(
            "a rejected access token is handed out no more", serving, .accessRejected(0xA1, at: 1_500_000),
            becomes: Transition(
                .sampleRefreshing(.inFlight(until: 1_521_864), refresh: .first, refusals: 1),
                Effects(forget: [0xA1]))),
        CellExample(
            "a rejection of an older access token is late", serving, .accessRejected(0xA0, at: 1_500_000),
            becomes: Transition(serving, Effects(), .ignored(.late))),
        CellExample(
            "a rejection is late where no access token is held", blind, .accessRejected(0xA1, at: 1_500_000),
            becomes: Transition(blind, Effects(), .ignored(.late))),

        CellExample(
            "before the time limit it is too early", serving, .deadlineReached(at: 1_521_863),
            becomes: Transition(serving, Effects(), .ignored(.early))),
        CellExample(
            "at the time limit the outcome of the try is unknown", serving, .deadlineReached(at: 1_521_864),
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_522_547), refresh: .firstInDoubt, access: .first),
                Effects(wake: .at(1_522_547)))),
        CellExample(
            "at the time limit of the last try the session has failed",
            .sampleRefreshing(try: 5, .inFlight(until: 1_560_000), refresh: .first), .deadlineReached(at: 1_560_000),
            becomes: Transition(
                .sampleFailed(.unavailable, refresh: .firstInDoubt, coolDownEnd: 1_590_000),
                Effects(wake: .at(1_590_000), settle: .failed(.unavailable)))),
        CellExample(
            "at the time limit the refresh token is lost where no second try is allowed", blind,
            .deadlineReached(at: 1_560_000), policy: .revokesFamily,
            becomes: Transition(
                .sampleFailed(
                    .refreshTokenLost, refresh: .firstInDoubt, refusals: 1, coolDownEnd: 1_680_000, coolDowns: 3),
                Effects(wake: .never, settle: .failed(.refreshTokenLost)))),
        CellExample(
            "at the time limit a lost refresh token holds back renewal while the access token lasts", serving,
            .deadlineReached(at: 1_521_864), policy: .revokesFamily,
            becomes: Transition(
                .sampleValid(last: 2, access: .first, .heldBack(.refreshTokenLost, .firstInDoubt)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "at a time limit after the hard stop nothing is left where no second try is allowed", serving,
            .deadlineReached(at: 1_595_000), policy: .revokesFamily,
            becomes: Transition(
                .sampleFailed(.refreshTokenLost, refresh: .firstInDoubt, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.refreshTokenLost), forget: [0xA1]))),
        CellExample(
            "before the end of the back-off it is too early", backingOff, .deadlineReached(at: 1_522_999),
            becomes: Transition(backingOff, Effects(), .ignored(.early))),
        CellExample(
            "after the back-off the refresh token is sent again", backingOff, .deadlineReached(at: 1_523_000),
            becomes: Transition(
                .sampleRefreshing(try: 2, .inFlight(until: 1_583_000), refresh: .firstInDoubt, access: .first),
                Effects(send: .refresh(.of(2, 2), 0xB1), wake: .at(1_583_000)))),
        CellExample(
            "a try after the hard stop does without the access token", backingOff, .deadlineReached(at: 1_595_000),
            becomes: Transition(
                .sampleRefreshing(try: 2, .inFlight(until: 1_655_000), refresh: .firstInDoubt),
                Effects(send: .refresh(.of(2, 2), 0xB1), wake: .at(1_655_000), forget: [0xA1]))),

        CellExample(
            "with its process the answer is lost", serving, .attemptInterrupted(2, at: 1_500_000),
            becomes: Transition(
                .sampleRefreshing(.backingOff(until: 1_500_683), refresh: .firstInDoubt, access: .first),
                Effects(wake: .at(1_500_683)))),
        CellExample(
            "with its process the last try is lost",
            .sampleRefreshing(try: 5, .inFlight(until: 1_560_000), refresh: .first),
            .attemptInterrupted(2, at: 1_555_000),
            becomes: Transition(
                .sampleFailed(.unavailable, refresh: .firstInDoubt, coolDownEnd: 1_585_000),
                Effects(wake: .at(1_585_000), settle: .failed(.unavailable)))),
        CellExample(
            "with its process the refresh token is lost where no second try is allowed", blind,
            .attemptInterrupted(2, at: 1_555_000), policy: .revokesFamily,
            becomes: Transition(
                .sampleFailed(
                    .refreshTokenLost, refresh: .firstInDoubt, refusals: 1, coolDownEnd: 1_675_000, coolDowns: 3),
                Effects(wake: .never, settle: .failed(.refreshTokenLost)))),
        CellExample(
            "with its process a lost refresh token holds back renewal while the access token lasts", serving,
            .attemptInterrupted(2, at: 1_500_000), policy: .revokesFamily,
            becomes: Transition(
                .sampleValid(last: 2, access: .first, .heldBack(.refreshTokenLost, .firstInDoubt)),
                Effects(wake: .at(1_595_000), settle: .token(0xA1)))),
        CellExample(
            "after the hard stop nothing is left with its process where no second try is allowed", serving,
            .attemptInterrupted(2, at: 1_595_000), policy: .revokesFamily,
            becomes: Transition(
                .sampleFailed(.refreshTokenLost, refresh: .firstInDoubt, coolDownEnd: 1_625_000),
                Effects(wake: .never, settle: .failed(.refreshTokenLost), forget: [0xA1]))),
        CellExample(
            "the end of the process in a back-off disturbs nothing", backingOff, .attemptInterrupted(2, at: 1_522_000),
            becomes: Transition(backingOff, Effects(), .ignored(.late))),
        CellExample(
            "the end of an older attempt's process is late news", serving, .attemptInterrupted(1, at: 1_500_000),
            becomes: Transition(serving, Effects(), .ignored(.late))),
        CellExample(
            "the end of a process without an attempt is unsolicited", serving, .attemptInterrupted(3, at: 1_500_000),
            becomes: Transition(serving, Effects(), .ignored(.unsolicited))),

        CellExample(
            "a sign-out ends the refresh", serving, .signOutRequested(at: 1_500_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 2), Effects(wake: .never, settle: .signedOut, forget: [0xA1, 0xB1]))),
        CellExample(
            "a sign-out with burn ends the refresh", blindBackingOff, .signOutRequested(burn: true, at: 1_600_000),
            becomes: Transition(
                .sampleUnauthenticated(last: 2), Effects(wake: .never, settle: .signedOut, forget: [0xB1]))),
    ]
}
