import AuditLog
import TokenMachine

extension Interpreter {
    /// Answers the callers of a session from its state, or asks the machine on their behalf.
    func serve(_ session: LiveSession) {
        session.tokenCallers.removeAll { $0.waiter.answer != nil }
        guard !session.tokenCallers.isEmpty else { return }
        let now = clock.now
        if let access = session.state.usableAccess(at: now) {
            loadToken(session, from: [])
            guard let token = session.token else {
                // The vault does not have it any more, so nobody can use it: as good as refused.
                return attempt(in: session) { () throws(LogError) in
                    try process(.accessRejected(access.ref), in: session)
                    serve(session)
                }
            }
            answer(session, .success(token))
            if session.published.usableToken(at: now) == nil, !session.isRequestLogged { ask(session) }
            return
        }
        guard session.isRequestLogged, let answer = standingAnswer(session, at: now) else { return ask(session) }
        switch answer {
        case .wait: return
        case .error(let error): self.answer(session, .failure(error))
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
        attempt(in: session) { () throws(LogError) in try process(.tokenRequested, in: session) }
    }

    /// Tells the callers that wait.
    func settle(_ outcome: Outcome, in session: LiveSession) {
        switch outcome {
        case .token:
            guard let token = session.token else { return serve(session) }
            answer(session, .success(token))
            answerSignIns(session, .success(token)) { _ in true }
        case .failed(let failure):
            let error = error(for: session, failure)
            answer(session, .failure(error))
            answerSignIns(session, .failure(error)) { _ in true }
        case .unavailable(let until):
            answer(session, .failure(.unavailable(until: until, .unavailable)))
        case .superseded:
            let current = session.state.attempts.last
            answerSignIns(session, .failure(.superseded)) { $0.attempt != current }
            // Who waits for any token goes on waiting, for the new one.
            serve(session)
        case .signedOut:
            answer(session, .failure(.needsSignIn(.notSignedIn)))
            answerSignIns(session, .failure(.superseded)) { _ in true }
        }
    }

    /// What a failure means for a caller: whether the session recovers by itself.
    private func error(for session: LiveSession, _ failure: Failure) -> TokenError {
        if case .failed(let held) = session.state, held.recovery != nil {
            return .unavailable(until: held.coolDownEnd, failure)
        }
        return .needsSignIn(failure)
    }

    private func answer(_ session: LiveSession, _ result: Result<AccessToken, TokenError>) {
        let callers = session.tokenCallers
        session.tokenCallers = []
        if session.signInCallers.isEmpty { awaited.remove(session.label) }
        for caller in callers { caller.waiter.resume(result.mapError { $0 }) }
    }

    private func answerSignIns(
        _ session: LiveSession, _ result: Result<AccessToken, TokenError>,
        where isMeant: (LiveSession.SignInCaller) -> Bool
    ) {
        let callers = session.signInCallers.filter(isMeant)
        session.signInCallers.removeAll(where: isMeant)
        if session.signInCallers.isEmpty, session.tokenCallers.isEmpty { awaited.remove(session.label) }
        for caller in callers { caller.waiter.resume(result.mapError { $0 }) }
    }

    /// Answers the callers whose own time limit has passed, and lets go of those who left.
    func dismissLateCallers(_ session: LiveSession, at now: Instant) {
        let error = session.logError.map(TokenError.logUnavailable) ?? .timedOut
        for caller in session.tokenCallers where caller.limit <= now { caller.waiter.resume(.failure(error)) }
        for caller in session.signInCallers where caller.limit <= now { caller.waiter.resume(.failure(error)) }
        session.tokenCallers.removeAll { $0.waiter.answer != nil }
        session.signInCallers.removeAll { $0.waiter.answer != nil }
        if session.signInCallers.isEmpty, session.tokenCallers.isEmpty { awaited.remove(session.label) }
    }
}
