// SPDX-License-Identifier: Apache-2.0

package import AuditLog
package import TokenMachine

extension Interpreter {
    /// Signs in; `waiter` is answered with the first access token.
    ///
    /// - Parameter failure: Where it is not `nil`, why the session has to need a sign-in still.
    package func signIn(
        _ label: SessionLabel, published: PublishedSession, username: Secret, password: Secret,
        ifNeededAfter failure: Failure? = nil, waiter: Waiter<AccessToken>, limit: Interval
    ) {
        guard !isShuttingDown else { return waiter.resume(.failure(TokenError.shuttingDown)) }
        defer { commitPending() }
        do {
            let session = try live(label, published: published)
            // The attempt is the one that this event began. Another process may have begun the next one already, and
            // then neither its deadline nor its answer belongs to this password.
            guard case .appended(let stored)? = try requestSignIn(session, ifNeededAfter: failure),
                let attempt = stored.transition?.state.attempts.last, attempt == session.state.attempts.last
            else { return waiter.resume(.failure(TokenError.superseded)) }
            session.credentials = LiveSession.Credentials(attempt: attempt, username: username, password: password)
            session.signInCallers.add(
                LiveSession.SignInCaller(waiter: waiter, attempt: attempt, limit: clock.now + limit))
            noteAwaited(session)
            setTimer(session)
        } catch {
            waiter.resume(.failure(TokenError.logUnavailable(error)))
        }
    }

    private func requestSignIn(
        _ session: LiveSession, ifNeededAfter failure: Failure?
    ) throws(LogError) -> AppendOutcome? {
        guard let failure else { return try process(.signInRequested, in: session) }
        for _ in 1...10 {
            follow()
            guard SessionHealth(session.state, at: clock.now) == .needsSignIn(failure) else { return nil }
            do throws(LogError) {
                return try process(.signInRequested, in: session, expectedVersion: session.version)
            } catch .versionConflict {
                // Another process was faster, and may have signed in.
                continue
            }
        }
        return nil
    }

    /// Takes over tokens that were got elsewhere. A refresh token alone will do.
    package func adopt(
        _ label: SessionLabel, published: PublishedSession, access: (secret: Secret, lifetime: Interval?)?,
        refresh: Secret?
    ) throws(TokenError) {
        guard !isShuttingDown else { throw .shuttingDown }
        // The machine takes an absurd lifetime of a server's for a mistake. A caller that says it is over means it.
        let access = access.flatMap { $0.lifetime.map { $0 <= .zero } == true ? nil : $0 }
        let granted = access.map { GrantedAccessToken(ref: log.ref(of: $0.secret), lifetime: $0.lifetime) }
        let refreshRef = refresh.map { log.ref(of: $0) }
        var secrets: [VaultedToken] = []
        if let access, let granted {
            secrets.append(VaultedToken(ref: granted.ref, kind: .access, secret: access.secret))
        }
        if let refresh, let refreshRef {
            secrets.append(VaultedToken(ref: refreshRef, kind: .refresh, secret: refresh))
        }
        defer { commitPending() }
        let outcome: AppendOutcome?
        do throws(LogError) {
            let session = try live(label, published: published)
            let grant = Grant(access: granted, refresh: refreshRef, requestedAt: clock.now)
            outcome = try process(.grantAdopted(grant), in: session, secrets: secrets)
        } catch {
            throw .logUnavailable(error)
        }
        switch outcome {
        case .adoptionRefused(let seq): throw .adoptionRefused(spentAt: seq)
        case .appended(let stored) where stored.transition?.disposition == .ignored(.late): throw .nothingToAdopt
        case .appended, nil: return
        }
    }

    /// Forgets everything; with `burn`, the refresh token is also spent and the answer dropped.
    package func signOut(_ label: SessionLabel, published: PublishedSession, burn: Bool) throws(TokenError) {
        guard !isShuttingDown else { throw .shuttingDown }
        defer { commitPending() }
        do throws(LogError) {
            let session = try live(label, published: published)
            // The token to be burned is the one that is held now, whoever got it.
            follow()
            try flush(session)
            var requests: [AppendRequest] = []
            var token: Secret?
            if burn, let id = session.id, let ref = session.state.refresh?.ref {
                token = try log.secret(ref, of: id)
                if token != nil {
                    let record = LogRecord(.refreshTokenBurned, subject: id, refresh: ref)
                    requests.append(AppendRequest(id: makeEventID(), .record(record), at: clock.now))
                }
            }
            requests.append(
                AppendRequest(
                    id: makeEventID(), .event(.signOutRequested(burn: burn), label, policy: policy, secrets: []),
                    at: clock.now))
            _ = try append(requests.map { Entry(session: session, request: $0) })
            if let token { order(.burn(token, label)) }
        } catch {
            throw .logUnavailable(error)
        }
    }

    /// Takes note that the API refused an access token.
    package func reject(_ label: SessionLabel, published: PublishedSession, ref: TokenRef) {
        guard !isShuttingDown, let session = try? live(label, published: published) else { return }
        defer { commitPending() }
        follow()
        let isHeld = session.state.access?.ref == ref
        // An older token's refusal changes nothing; one is logged in each state, not one for each call.
        guard isHeld || !session.isLateRejectionLogged else { return }
        attempt(in: session) { () throws(LogError) in
            try process(.accessRejected(ref), in: session)
            if !isHeld { session.isLateRejectionLogged = true }
        }
    }

    /// Begins to keep a session, if that has not happened, so that who listens to it hears how it stands.
    package func keep(_ label: SessionLabel, published: PublishedSession) {
        guard !isClosed else { return published.finish() }
        defer { commitPending() }
        // One that cannot be read now is read when it is next used.
        _ = try? live(label, published: published)
    }

    /// Lets go of a session that nobody waits for or listens to and of which nothing is on its way.
    ///
    /// - Returns: Whether it is gone.
    package func evict(_ label: SessionLabel) -> Bool {
        guard let session = sessions[label] else { return true }
        guard session.isIdle, !session.published.hasListeners else { return false }
        session.published.unload()
        sessions[label] = nil
        rowless.remove(label)
        if let id = session.id { sessionsByID[id] = nil }
        return true
    }

    /// The state of a session, read from the log when it is first used.
    package func state(of label: SessionLabel, published: PublishedSession) throws(TokenError) -> TokenState {
        guard !isClosed else { throw .shuttingDown }
        defer { commitPending() }
        do {
            let session = try live(label, published: published)
            follow()
            return session.state
        } catch {
            throw .logUnavailable(error)
        }
    }
}
