// SPDX-License-Identifier: Apache-2.0

package import AuditLog
package import TokenMachine

extension Interpreter {
    /// A caller that asks for an access token.
    package struct TokenCall: Sendable {
        package var label: SessionLabel
        package var published: PublishedSession
        package var waiter: Waiter<AccessToken>
        /// How long the caller waits.
        package var limit: Interval

        package init(
            label: SessionLabel, published: PublishedSession, waiter: Waiter<AccessToken>, limit: Interval
        ) {
            self.label = label
            self.published = published
            self.waiter = waiter
            self.limit = limit
        }
    }

    /// What came of an exchange, however late it comes.
    package struct Answer: Sendable {
        package var exchange: PendingExchange
        package var ready: ReadyExchange
        package var outcome: ExchangeOutcome

        package init(_ exchange: PendingExchange, _ ready: ReadyExchange, _ outcome: ExchangeOutcome) {
            self.exchange = exchange
            self.ready = ready
            self.outcome = outcome
        }
    }

    /// What comes from outside in any number at the same time.
    package enum Arrival: Sendable {
        case call(TokenCall)
        case answer(Answer)
    }

    /// Takes what has arrived, in its order. However many sessions it is about, it is appended together.
    package func take(_ arrivals: [Arrival]) {
        // First what others did: none of it was meant for these callers.
        if !isClosed { follow() }
        for arrival in arrivals {
            switch arrival {
            case .call(let call): take(call)
            case .answer(let answer): take(answer)
            }
        }
        commitPending()
    }

    private func take(_ call: TokenCall) {
        guard !isShuttingDown else { return call.waiter.resume(.failure(TokenError.shuttingDown)) }
        guard call.waiter.answer == nil else { return }
        do {
            let session = try live(call.label, published: call.published)
            session.tokenCallers.add(LiveSession.TokenCaller(waiter: call.waiter, limit: clock.now + call.limit))
            noteAwaited(session)
            serve(session)
            setTimer(session)
        } catch {
            call.waiter.resume(.failure(TokenError.logUnavailable(error)))
        }
    }

    private func take(_ answer: Answer) {
        guard !isClosed, let session = sessions[answer.exchange.label] else { return }
        let current = answer.exchange.request.current
        let cause = answer.exchange.cause
        session.exchanges.remove(current)
        switch answer.outcome {
        case .granted(let tokens):
            let access = VaultedToken(ref: log.ref(of: tokens.access), kind: .access, secret: tokens.access)
            let refresh = tokens.refresh.map {
                VaultedToken(ref: log.ref(of: $0), kind: .refresh, secret: $0)
            }
            let grant = Grant(
                access: GrantedAccessToken(ref: access.ref, lifetime: tokens.lifetime),
                refresh: refresh?.ref,
                requestedAt: answer.ready.requestedAt)
            submit(
                .grantIssued(current, grant, spent: answer.ready.spent), in: session,
                secrets: [access] + (refresh.map { [$0] } ?? []),
                note: tokens.isLifetimeAssumed ? "expires_in missing or unusable; the default is assumed" : nil,
                cause: cause)
        case .denied(let denial, let text):
            submit(.requestDenied(current, denial), in: session, note: text?.text, cause: cause)
        case .faulted(let fault, let text):
            submit(.requestFaulted(current, fault), in: session, note: text?.text, cause: cause)
        }
    }
}
