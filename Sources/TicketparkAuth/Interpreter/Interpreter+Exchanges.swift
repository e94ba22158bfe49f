// SPDX-License-Identifier: Apache-2.0

import AuditLog
package import TokenMachine

extension Interpreter {
    /// What to send for a pending exchange.
    package struct ReadyExchange: Sendable {
        package var credential: TokenExchange.Credential
        /// The refresh token that is spent.
        package var spent: TokenRef?
        /// When it is sent: lifetimes count from here.
        package var requestedAt: Instant
        /// Until when, in machine time, the try counts as in flight.
        package var timeLimit: Instant
        /// How long it is left open. A late answer is an event like any other, and may carry the only live token.
        package var openFor: Interval
    }

    /// Looks once more, just before the wire, whether a request is still wanted: the state still waits for this try,
    /// in flight and in time. What was overtaken is dropped; what is too late is logged as never sent.
    package func prepare(_ exchange: PendingExchange) -> ReadyExchange? {
        guard let session = sessions[exchange.label] else { return nil }
        defer { commitPending() }
        follow()
        let current = exchange.request.current
        guard let request = session.state.request, request.current == current, case .inFlight(let until) = request.phase
        else {
            session.exchanges.remove(current)
            return nil
        }
        let now = clock.now
        guard now < until, let ready = ready(exchange, in: session, at: now, until: until) else {
            session.exchanges.remove(current)
            submit(
                .requestFaulted(current, Fault(.notSent, reached: .no)), in: session,
                note: now < until ? "the vault has no such token" : nil, cause: exchange.cause)
            return nil
        }
        return ready
    }

    private func ready(
        _ exchange: PendingExchange, in session: LiveSession, at now: Instant, until: Instant
    ) -> ReadyExchange? {
        let openFor = max(policy.requestTimeLimit, policy.defaultLifetime)
        switch exchange.request.grantType {
        case .password:
            guard let credentials = session.credentials, credentials.attempt == exchange.request.current.attempt
            else { return nil }
            return ReadyExchange(
                credential: .password(username: credentials.username, password: credentials.password),
                spent: nil, requestedAt: now, timeLimit: until, openFor: openFor)
        case .refreshToken(let ref):
            guard let id = session.id, let secret = try? log.secret(ref, of: id) else { return nil }
            return ReadyExchange(
                credential: .refreshToken(secret), spent: ref, requestedAt: now, timeLimit: until, openFor: openFor)
        }
    }
}
