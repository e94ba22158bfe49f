// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension Interpreter {
    /// Answers the callers of a session from its state, or asks the machine on their behalf.
    func serve(_ session: LiveSession) {
        guard !session.tokenCallers.isEmpty else { return }
        let now = clock.now
        let access = session.state.usableAccess(at: now)
        let standing = access == nil && session.isRequestLogged ? standingAnswer(session, at: now) : nil
        // However many wait already, one more costs the same.
        if session.isAsking { return }
        if case .wait? = standing { return }
        session.tokenCallers.removeAnswered()
        noteAwaited(session)
        guard !session.tokenCallers.isEmpty else { return }
        if let access {
            if session.token == nil {
                loadToken(session, from: [])
                publish(session)
            }
            guard let token = session.token else {
                // The vault does not have it any more, so nobody can use it: as good as refused.
                guard session.logRetry == nil, !session.isAsking else { return }
                session.isAsking = true
                return enqueue(.accessRejected(access.ref), in: session)
            }
            answer(session, .success(token))
            if session.published.usableToken(at: now) == nil, !session.isRequestLogged { ask(session) }
            return
        }
        if case .error(let error)? = standing {
            answer(session, .failure(error))
        } else {
            ask(session)
        }
    }

    private enum StandingAnswer {
        case wait
        case error(TokenError)
    }

    /// What callers are told in a state in which that was logged before; `nil` where the machine has to be asked.
    private func standingAnswer(_ session: LiveSession, at now: Instant) -> StandingAnswer? {
        switch session.state {
        case .unauthenticated: return .error(.needsSignIn(.notSignedIn))
        case .authenticating: return .wait
        case .valid, .expired: return nil
        case .refreshing(let held):
            if case .backingOff(let until) = held.request.phase, until - now > policy.longestAwaitedBackOff {
                return .error(.unavailable(until: until, .unavailable))
            }
            return .wait
        case .failed(let held):
            return held.recovery != nil && now >= held.coolDownEnd ? nil : .error(error(for: session, held.failure))
        }
    }

    private func ask(_ session: LiveSession) {
        // A log that cannot be written is tried again now and then, not once for each caller.
        guard session.logRetry == nil, !session.isAsking else { return }
        session.isAsking = true
        enqueue(.tokenRequested, in: session)
    }

    /// Tells the callers that wait.
    func settle(_ outcome: Outcome, in session: LiveSession) {
        switch outcome {
        case .token:
            answerSignIns(of: session)
            guard let token = session.token, session.state.usableAccess(at: clock.now) != nil else {
                return serve(session)
            }
            answer(session, .success(token))
        case .failed(let failure):
            answerSignIns(of: session)
            // Followed late, it may be history.
            guard session.state.request == nil, session.state.usableAccess(at: clock.now) == nil else {
                return serve(session)
            }
            answer(session, .failure(error(for: session, failure)))
        case .unavailable(let until):
            guard session.state.usableAccess(at: clock.now) == nil else { return serve(session) }
            answer(session, .failure(.unavailable(until: until, .unavailable)))
        case .superseded:
            answerSignIns(of: session)
            // Who waits for any token goes on waiting, for the new one.
            serve(session)
        case .signedOut:
            answerSignIns(of: session)
            guard case .unauthenticated = session.state else { return serve(session) }
            answer(session, .failure(.needsSignIn(.notSignedIn)))
        }
    }

    /// Answers the callers whose sign-in has ended, each by what became of its own attempt.
    private func answerSignIns(of session: LiveSession) {
        let current = session.state.attempts.last
        if case .authenticating = session.state {
            return answerSignIns(session, .failure(.superseded)) { $0.attempt != current }
        }
        answerSignIns(session, .failure(.superseded)) { $0.attempt < current }
        if case .failed(let held) = session.state {
            return answerSignIns(session, .failure(error(for: session, held.failure))) { _ in true }
        }
        if case .unauthenticated = session.state {
            return answerSignIns(session, .failure(.superseded)) { _ in true }
        }
        guard let token = session.token else { return }
        answerSignIns(session, .success(token)) { _ in true }
    }

    /// What a failure means for a caller: whether the session recovers by itself.
    private func error(for session: LiveSession, _ failure: Failure) -> TokenError {
        if case .failed(let held) = session.state, held.recovery != nil {
            return .unavailable(until: held.coolDownEnd, failure)
        }
        return .needsSignIn(failure)
    }

    private func answer(_ session: LiveSession, _ result: Result<AccessToken, TokenError>) {
        let callers = session.tokenCallers.take()
        noteAwaited(session)
        for caller in callers { caller.waiter.resume(result.mapError { $0 }) }
    }

    private func answerSignIns(
        _ session: LiveSession, _ result: Result<AccessToken, TokenError>,
        where isMeant: (LiveSession.SignInCaller) -> Bool
    ) {
        let callers = session.signInCallers.take(where: isMeant)
        noteAwaited(session)
        for caller in callers { caller.waiter.resume(result.mapError { $0 }) }
    }

    /// Answers the callers whose own time limit has passed, and lets go of those who left.
    func dismissLateCallers(_ session: LiveSession, at now: Instant) {
        let error = session.logError.map(TokenError.logUnavailable) ?? .timedOut
        let late =
            session.tokenCallers.take { $0.limit <= now }.map(\.waiter)
            + session.signInCallers.take { $0.limit <= now }.map(\.waiter)
        for waiter in late { waiter.resume(.failure(error)) }
        session.tokenCallers.removeAnswered()
        session.signInCallers.removeAnswered()
        noteAwaited(session)
    }

    /// Notes whether anybody waits for the session, and how many do.
    func noteAwaited(_ session: LiveSession) {
        let count = session.tokenCallers.count + session.signInCallers.count
        waitingCount += count - session.countedCallers
        session.countedCallers = count
        if count == 0 {
            awaited.remove(session.label)
        } else {
            awaited.insert(session.label)
        }
    }

    /// Whether those who wait are to be told of a back-off that nobody should wait for.
    func hasLongBackOff(_ session: LiveSession) -> Bool {
        guard !session.tokenCallers.isEmpty, case .error? = standingAnswer(session, at: clock.now),
            case .refreshing = session.state
        else { return false }
        return session.state.usableAccess(at: clock.now) == nil
    }
}
