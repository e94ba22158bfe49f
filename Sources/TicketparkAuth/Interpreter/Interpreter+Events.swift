// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension Interpreter {
    /// What the callers of a session are owed after an event.
    struct Settlement {
        var session: LiveSession
        /// What they are told; `nil` where those who wait are only to be looked at again.
        var outcome: Outcome?
    }

    /// Takes over an event that is in the log, whoever put it there.
    ///
    /// - Returns: What callers are owed, where the event is this call's own.
    func apply(
        _ stored: StoredEvent, to session: LiveSession, secrets: [VaultedToken], isFollowed: Bool
    ) -> Settlement? {
        guard let transition = stored.transition, stored.seq > session.seq else { return nil }
        session.seq = stored.seq
        session.version = stored.version
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
        defer { setTimer(session) }
        guard isFollowed else {
            let outcome = transition.effects.settle
            return outcome != nil || hasLongBackOff(session) ? Settlement(session: session, outcome: outcome) : nil
        }
        if let outcome = transition.effects.settle {
            // Not before everything was followed: what was true for a moment may be so no more.
            session.followedOutcome = outcome
            followed.insert(session.label)
        }
        return nil
    }

    func settle(_ settlement: Settlement) {
        if let outcome = settlement.outcome {
            settle(outcome, in: settlement.session)
        } else {
            serve(settlement.session)
        }
        setTimer(settlement.session)
    }

    /// Shows the session's state to its readers.
    func publish(_ session: LiveSession) {
        clock.align()
        var renewalTime = Instant.distantFuture
        if case .valid(let held) = session.state, case .due(let time, _) = held.renewal, policy.renewal == .onDemand {
            renewalTime = time
        }
        session.published.publish(session.state, token: session.token, renewalTime: renewalTime, at: clock.now)
        tellHealth(session)
    }

    private func tellHealth(_ session: LiveSession) {
        let health = SessionHealth(session.state, at: clock.now)
        guard !health.isSameKind(as: session.toldHealth) else { return }
        session.toldHealth = health
        // A session that nobody has signed in to yet has had no event.
        let isOfSignOut = session.state.kind == .unauthenticated && session.version > 0
        tell(HealthChange(session: session.label, health: health, isOfSignOut: isOfSignOut))
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
}
