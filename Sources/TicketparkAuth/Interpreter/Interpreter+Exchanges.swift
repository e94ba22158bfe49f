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
        do throws(Unsendable) {
            guard now < until else { throw Unsendable(.notSent) }
            return try ready(exchange, in: session, at: now, until: until)
        } catch {
            session.exchanges.remove(current)
            submit(
                .requestFaulted(current, Fault(error.kind, reached: .no)), in: session, note: error.note,
                cause: exchange.cause)
            return nil
        }
    }

    /// Why an exchange cannot be sent.
    private struct Unsendable: Error {
        var kind: FaultKind
        var note: String?

        init(_ kind: FaultKind, note: String? = nil) {
            self.kind = kind
            self.note = note
        }
    }

    private func ready(
        _ exchange: PendingExchange, in session: LiveSession, at now: Instant, until: Instant
    ) throws(Unsendable) -> ReadyExchange {
        let openFor = max(policy.requestTimeLimit, policy.defaultLifetime)
        switch exchange.request.grantType {
        case .password:
            guard let credentials = session.credentials, credentials.attempt == exchange.request.current.attempt
            else { throw Unsendable(.notSent, note: "the password is not here any more") }
            return ReadyExchange(
                credential: .password(username: credentials.username, password: credentials.password),
                spent: nil, requestedAt: now, timeLimit: until, openFor: openFor)
        case .refreshToken(let ref):
            return ReadyExchange(
                credential: .refreshToken(try refreshToken(ref, of: session)), spent: ref, requestedAt: now,
                timeLimit: until, openFor: openFor)
        }
    }

    private func refreshToken(_ ref: TokenRef, of session: LiveSession) throws(Unsendable) -> Secret {
        let secret: Secret?
        do throws(LogError) {
            secret = if let id = session.id { try log.secret(ref, of: id) } else { nil }
        } catch {
            // A vault that cannot be read now may be read later.
            throw Unsendable(.notSent, note: "the vault could not be read")
        }
        // One that was read and does not have it never will.
        guard let secret else { throw Unsendable(.tokenMissing) }
        return secret
    }
}
