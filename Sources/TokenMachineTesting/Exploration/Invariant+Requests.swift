// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension Invariant {
    /// No request leaves while one that the session waits for is in flight and has time left. Only a sign-in may, as
    /// it takes that one's place.
    public static let sendsOneRequestAtATime = Invariant("at most one request is in flight") { step in
        guard step.effects.send != nil, step.event.kind != .signInRequested,
            case .inFlight(let until) = step.before.request?.phase
        else { return true }
        return step.event.at >= until
    }

    /// A request is the one that the next state waits for, and either the first try of a new attempt or the next try
    /// of the same.
    public static let numbersEachTryOnce = Invariant("no two requests share a number") { step in
        guard let sent = step.effects.send?.current else { return true }
        guard
            step.after.request
                == PendingRequest(current: sent, phase: step.after.request?.phase ?? .inFlight(until: .distantPast)),
            step.after.attempts.last == sent.attempt
        else { return false }
        if sent.attempt == step.before.attempts.last {
            return sent.number == (step.before.request?.current.number ?? .max) &+ 1
        }
        return sent.attempt.number == step.before.attempts.last.number &+ 1 && sent.number == 1
    }

    /// Once the token endpoint refused a password, it is never sent again: a sign-in that is denied ends there, and a
    /// password leaves only with a sign-in or as a further try of an attempt that was not denied.
    public static let neverRetriesADeniedPassword = Invariant("a denied password is never tried again") { step in
        if case .requestDenied(let denied, _) = step.event.fact, case .authenticating(let state) = step.before,
            denied.attempt == state.request.current.attempt
        {
            return step.after.kind == .failed && step.effects.send == nil
        }
        guard let sent = step.effects.send, sent.grantType == .password else { return true }
        return step.event.kind == .signInRequested
            || (step.before.kind == .authenticating && sent.current.attempt == step.before.attempts.last
                && step.event.kind == .deadlineReached)
    }

    /// An answer to an earlier sign-in, which something newer took the place of, never changes the state.
    public static let ignoresASupersededSignIn = Invariant("a superseded sign-in's answer changes nothing") { step in
        switch step.event.fact {
        case .grantIssued(let current, _, spent: nil):
            current.attempt >= step.before.attempts.last || step.after == step.before
        case .requestDenied(let current, _), .requestFaulted(let current, _):
            current.attempt >= step.before.attempts.last || step.after == step.before
        case .signInRequested, .grantAdopted, .grantIssued, .tokenRequested, .accessRejected, .deadlineReached,
            .attemptInterrupted, .signOutRequested:
            true
        }
    }

    /// Where a second use of a refresh token revokes its whole family, one that may have reached the server is never
    /// sent again.
    public static let neverSpendsTwiceWhatRevokes = Invariant("no refresh token in doubt is sent where that revokes") {
        step in
        guard step.policy.refreshTokenReuse == .revokesFamily, let sent = step.effects.send,
            case .refreshToken(let ref) = sent.grantType
        else { return true }
        return step.after.refresh?.ref == ref && step.after.refresh?.isOutcomeUnknown == false
    }
}
