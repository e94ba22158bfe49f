// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension TransitionTable {
    static func unauthenticated(_ event: EventKind) -> [CellOutcome] {
        switch event {
        case .signInRequested:
            [taken("always", to: .authenticating, send: .password, may: .wake)]
        case .grantAdopted:
            [
                taken("an access token that is usable", to: .valid, settle: .token, may: .wake),
                taken("a refresh token alone", to: .expired),
                ignored("nothing usable", in: .unauthenticated, .late, may: .forget),
            ]
        case .grantIssued:
            ignoredAnswer(in: .unauthenticated, may: .forget)
        case .requestDenied, .requestFaulted, .attemptInterrupted:
            ignoredAnswer(in: .unauthenticated)
        case .tokenRequested:
            [taken("always", to: .unauthenticated, settle: .failed(.notSignedIn), may: [])]
        case .accessRejected:
            [ignored("always", in: .unauthenticated, .late)]
        case .deadlineReached:
            [ignored("always", in: .unauthenticated, .early)]
        case .signOutRequested:
            [ignored("always", in: .unauthenticated, .duplicate)]
        }
    }

    static func authenticating(_ event: EventKind) -> [CellOutcome] {
        switch event {
        case .signInRequested:
            [taken("always", to: .authenticating, send: .password, settle: .superseded, may: .wake)]
        case .grantAdopted:
            [
                taken("an access token that is usable", to: .valid, settle: .superseded, may: .wake),
                taken("a refresh token alone", to: .expired, settle: .superseded),
                ignored("nothing usable", in: .authenticating, .late, may: .forget),
            ]
        case .grantIssued:
            [
                taken("the current attempt, usable", to: .valid, settle: .token, may: .wake),
                taken("the current attempt, no usable time left", to: .failed, settle: .failed(.grantUnusable)),
            ] + ignoredAnswer(in: .authenticating, may: .forget)
        case .requestDenied:
            [
                taken("invalid_grant", to: .failed, settle: .failed(.signInRejected), may: .wake),
                taken("another code", to: .failed, settle: .failed(.clientRejected), may: .wake),
            ] + ignoredAnswer(in: .authenticating)
        case .requestFaulted:
            [
                taken("tries remain", to: .authenticating, may: .wake),
                taken("no try remains", to: .failed, settle: .failed(.unavailable), may: .wake),
            ] + ignoredAnswer(in: .authenticating)
        case .tokenRequested:
            [ignored("always", in: .authenticating, .joined)]
        case .accessRejected:
            [ignored("always", in: .authenticating, .late)]
        case .deadlineReached:
            [
                taken("time limit, tries remain", to: .authenticating, may: .wake),
                taken("time limit, no try remains", to: .failed, settle: .failed(.unavailable), may: .wake),
                taken("back-off over", to: .authenticating, send: .password, may: .wake),
                ignored("before the deadline", in: .authenticating, .early),
            ]
        case .attemptInterrupted:
            [taken("the current attempt", to: .failed, settle: .failed(.interrupted), may: .wake)]
                + ignoredAnswer(in: .authenticating)
        case .signOutRequested:
            [taken("always", to: .unauthenticated, settle: .signedOut, may: .wake)]
        }
    }

    static func valid(_ event: EventKind) -> [CellOutcome] {
        switch event {
        case .signInRequested:
            [taken("always", to: .authenticating, send: .password)]
        case .grantAdopted:
            adoption(in: .valid, settle: nil)
        case .grantIssued:
            lineage(in: .valid)
        case .requestDenied, .requestFaulted, .attemptInterrupted:
            ignoredAnswer(in: .valid)
        case .tokenRequested:
            [
                taken("renewal window on demand, or past the hard stop; due", to: .refreshing, send: .refreshToken),
                taken("past the hard stop, renewal held back", to: .failed, settle: .heldFailure),
                taken("past the hard stop, renewal impossible", to: .failed, settle: .failed(.noRefreshToken)),
                ignored("usable", in: .valid, .usable),
            ]
        case .accessRejected:
            [
                taken("maxRejections reached", to: .failed, settle: .failed(.accessRefused)),
                taken("due", to: .refreshing, send: .refreshToken),
                taken("renewal held back", to: .failed, settle: .heldFailure),
                taken("renewal impossible", to: .failed, settle: .failed(.noRefreshToken)),
                ignored("another access token", in: .valid, .late),
            ]
        case .deadlineReached:
            [
                taken("renewal time, eager", to: .refreshing, send: .refreshToken, may: .wake),
                taken("hard stop, due", to: .expired),
                taken("hard stop, renewal held back", to: .failed, settle: .heldFailure),
                taken("hard stop, renewal impossible", to: .failed, settle: .failed(.noRefreshToken)),
                ignored("before the deadline", in: .valid, .early),
            ]
        case .signOutRequested:
            [taken("always", to: .unauthenticated, settle: .signedOut)]
        }
    }

    static func expired(_ event: EventKind) -> [CellOutcome] {
        switch event {
        case .signInRequested:
            [taken("always", to: .authenticating, send: .password)]
        case .grantAdopted:
            adoption(in: .expired, settle: nil)
        case .grantIssued:
            lineage(in: .expired)
        case .requestDenied, .requestFaulted, .attemptInterrupted:
            ignoredAnswer(in: .expired)
        case .tokenRequested:
            [taken("always", to: .refreshing, send: .refreshToken, may: .wake)]
        case .accessRejected:
            [ignored("always", in: .expired, .late)]
        case .deadlineReached:
            [
                taken("eager, or the keep-alive time", to: .refreshing, send: .refreshToken, may: .wake),
                ignored("before the keep-alive time, on demand", in: .expired, .early),
            ]
        case .signOutRequested:
            [taken("always", to: .unauthenticated, settle: .signedOut)]
        }
    }

    static func refreshing(_ event: EventKind) -> [CellOutcome] {
        switch event {
        case .signInRequested:
            [taken("always", to: .authenticating, send: .password, settle: .superseded)]
        case .grantAdopted:
            adoption(in: .refreshing, settle: .superseded)
        case .grantIssued:
            lineage(in: .refreshing)
        case .requestDenied:
            [
                taken("the access token is usable", to: .valid, settle: .token, may: .wake),
                taken("invalid_grant", to: .failed, settle: .failed(.refreshTokenRejected)),
                taken("invalid_grant, outcome unknown", to: .failed, settle: .failed(.refreshTokenLost)),
                taken("another code", to: .failed, settle: .failed(.clientRejected)),
            ] + ignoredAnswer(in: .refreshing)
        case .requestFaulted:
            retry("the try in flight", served: "no second use allowed, or no token in the vault")
                + [taken("the try in flight; no token in the vault", to: .failed, settle: .failed(.noRefreshToken))]
                + ignoredAnswer(in: .refreshing)
        case .tokenRequested:
            [
                taken("a long back-off without a usable token", to: .refreshing, settle: .unavailable, may: []),
                ignored("in flight, a short back-off, or a usable token", in: .refreshing, .joined),
            ]
        case .accessRejected:
            [
                taken("the access token held", to: .refreshing, may: .forget),
                ignored("another access token", in: .refreshing, .late),
            ]
        case .deadlineReached:
            retry("time limit") + [
                taken("back-off over", to: .refreshing, send: .refreshToken),
                ignored("before the deadline", in: .refreshing, .early),
            ]
        case .attemptInterrupted:
            retry("the current attempt, in flight") + ignoredAnswer(in: .refreshing)
        case .signOutRequested:
            [taken("always", to: .unauthenticated, settle: .signedOut)]
        }
    }

    static func failed(_ event: EventKind) -> [CellOutcome] {
        switch event {
        case .signInRequested:
            [taken("always", to: .authenticating, send: .password)]
        case .grantAdopted:
            adoption(in: .failed, settle: nil)
        case .grantIssued:
            lineage("of this lineage, or the last attempt where no refresh token is held", in: .failed)
        case .requestDenied, .requestFaulted, .attemptInterrupted:
            ignoredAnswer(in: .failed)
        case .tokenRequested:
            [
                taken("recoverable and cooled down", to: .refreshing, send: .refreshToken, may: .wake),
                taken("else", to: .failed, settle: .heldFailure, may: []),
            ]
        case .accessRejected:
            [ignored("always", in: .failed, .late)]
        case .deadlineReached:
            [
                taken("recoverable and cooled down", to: .refreshing, send: .refreshToken, may: .wake),
                ignored("before the end of the cool-down, or not recoverable", in: .failed, .early),
            ]
        case .signOutRequested:
            [taken("always", to: .unauthenticated, settle: .signedOut)]
        }
    }

    /// What comes of a try of a refresh that brought no usable answer.
    ///
    /// - Parameter served: When the attempt is given up while callers can still be served.
    private static func retry(_ when: String, served: String = "no second use allowed") -> [CellOutcome] {
        [
            taken("\(when); tries remain, or the access token is usable", to: .refreshing),
            taken("\(when); no try remains", to: .failed, settle: .failed(.unavailable)),
            taken("\(when); no second use allowed", to: .failed, settle: .failed(.refreshTokenLost)),
            taken("\(when); \(served), the access token is usable", to: .valid, settle: .token, may: .wake),
        ]
    }
}
