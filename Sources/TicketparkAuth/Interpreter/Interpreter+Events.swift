import AuditLog
import TokenMachine

extension Interpreter {
    /// Appends what happened to a session, publishes what became of it, and runs its effects.
    @discardableResult
    func process(
        _ fact: TokenEvent.Fact, in session: LiveSession, secrets: [VaultedToken] = [], note: String? = nil,
        cause: Int64? = nil
    ) throws(LogError) -> AppendOutcome? {
        try flush(session)
        let request = AppendRequest(
            id: makeEventID(), .event(fact, session.label, policy: policy, secrets: secrets), at: clock.now,
            cause: cause, note: note)
        return try append([request], to: session, secrets: secrets).last
    }

    /// Appends an answer of the token endpoint. One that cannot be appended now stays in memory until it can: it may
    /// carry the only live refresh token.
    func submit(
        _ fact: TokenEvent.Fact, in session: LiveSession, secrets: [VaultedToken] = [], note: String?, cause: Int64
    ) {
        let request = AppendRequest(
            id: makeEventID(), .event(fact, session.label, policy: policy, secrets: secrets), at: clock.now,
            cause: cause, note: note)
        session.unlogged.append(LiveSession.Unlogged(request: request, secrets: secrets))
        attempt(in: session) { () throws(LogError) in try flush(session) }
    }

    /// Appends the answers that could not be appended before, in their order.
    func flush(_ session: LiveSession) throws(LogError) {
        while !session.unlogged.isEmpty {
            // Taken out first, as what follows from it may lead back here.
            let first = session.unlogged.removeFirst()
            do throws(LogError) {
                _ = try append([first.request], to: session, secrets: first.secrets)
            } catch {
                session.unlogged.insert(first, at: 0)
                throw error
            }
        }
    }

    /// Runs `body`; where the log cannot be written, that is noted and the log is tried again later.
    func attempt(in session: LiveSession, _ body: () throws(LogError) -> Void) {
        do {
            try body()
        } catch {
            note(error, in: session)
        }
    }

    /// Notes that the log cannot be used, so that it is tried again later. The same error is reported once.
    private func note(_ error: LogError, in session: LiveSession) {
        if session.logError != error { observer?.observe(error, in: session.label) }
        session.logError = error
        session.logRetry = clock.now + Interpreter.logRetryInterval
        setTimer(session)
    }

    /// Appends in one transaction, after which everything that other processes appended before is followed first.
    func append(
        _ requests: [AppendRequest], to session: LiveSession, secrets: [VaultedToken]
    ) throws(LogError) -> [AppendOutcome] {
        noteClockJump()
        let outcomes: [AppendOutcome]
        do throws(LogError) {
            outcomes = try observed { () throws(LogError) in try log.append(requests) }
        } catch {
            // Whoever the error is for, what waits to be appended is not forgotten; and what was to be appended now
            // may be in the log after all.
            gate.close()
            note(error, in: session)
            throw error
        }
        session.logError = nil
        session.logRetry = nil
        for case .appended(let stored) in outcomes {
            // Where the log cannot be read now, it is followed later from where it was left, this event included.
            if follow(before: stored.seq) { lastSeen = max(lastSeen, stored.seq) }
            advanceClock(to: stored.at)
            ownWriter = stored.writer
            guard stored.session != .log else { continue }
            if session.id == nil {
                session.id = stored.session
                sessionsByID[stored.session] = session
            }
            apply(stored, to: session, secrets: secrets, isFollowed: false)
        }
        if lastSeen >= log.size { gate.advance(to: log.ownCommit) }
        settleFollowed()
        return outcomes
    }

    private func observed<Result>(_ append: () throws(LogError) -> Result) throws(LogError) -> Result {
        guard let observer else { return try append() }
        return try observer.measureAppend(append)
    }

    /// Takes over an event that is in the log, whoever put it there.
    func apply(_ stored: StoredEvent, to session: LiveSession, secrets: [VaultedToken], isFollowed: Bool) {
        guard let transition = stored.transition, stored.seq > session.seq else { return }
        session.seq = stored.seq
        // An event of this process is found in the log where its commit was answered with an error.
        let isOwn = !isFollowed || stored.writer == ownWriter
        if session.state != transition.state {
            session.state = transition.state
            session.isRequestLogged = false
            session.isLateRejectionLogged = false
        }
        if stored.event?.kind == .tokenRequested { session.isRequestLogged = true }
        if transition.effects.wake != nil { session.deadlineCause = stored.seq }
        dropUnneededCredentials(session)
        loadToken(session, from: secrets)
        publish(session)
        if isOwn {
            if let request = transition.effects.send, session.exchanges.insert(request.current).inserted {
                order(.exchange(PendingExchange(label: session.label, request: request, cause: stored.seq)))
            }
            observer?.observe(stored, in: session.label)
        }
        if let outcome = transition.effects.settle {
            if !isFollowed {
                settle(outcome, in: session)
            } else {
                // Not before everything was followed: what was true for a moment may be so no more.
                session.followedOutcome = outcome
                followed.insert(session.label)
            }
        } else if !isFollowed, hasLongBackOff(session) {
            serve(session)
        }
        setTimer(session)
    }

    /// Shows the session's state to its readers.
    func publish(_ session: LiveSession) {
        var renewalTime = Instant.distantFuture
        if case .valid(let held) = session.state, case .due(let time, _) = held.renewal, policy.renewal == .onDemand {
            renewalTime = time
        }
        session.published.publish(session.state, token: session.token, renewalTime: renewalTime, at: clock.now)
    }

    /// Gets hold of the access token that the state names: from the event that brought it, else from the vault.
    func loadToken(_ session: LiveSession, from secrets: [VaultedToken]) {
        guard let access = session.state.access, let id = session.id else {
            session.token = nil
            return
        }
        guard session.token?.ref != access.ref else { return }
        // A vault that cannot be read now is asked again when somebody needs the token.
        let secret = secrets.first { $0.ref == access.ref }?.secret ?? (try? log.secret(access.ref, of: id))
        session.token = secret.map { AccessToken(ref: access.ref, secret: $0, hardStop: access.hardStop) }
    }

    private func dropUnneededCredentials(_ session: LiveSession) {
        guard let credentials = session.credentials else { return }
        if case .authenticating(let held) = session.state, held.request.current.attempt == credentials.attempt {
            return
        }
        session.credentials = nil
    }

    /// How long to wait before the log is tried again.
    static let logRetryInterval = Interval.milliseconds(500)
}
