// SPDX-License-Identifier: Apache-2.0

import AuditLog
package import TicketparkAuth
package import TokenMachine

/// What one token request comes to, and when its answer arrives: worked out when the server sees the request.
package struct SimulatedExchange: Sendable {
    /// What the client learns.
    package var outcome: ExchangeOutcome
    /// How long after the request was sent.
    package var delay: Interval

    /// Sends `credential` to `server` at `now`.
    package static func run(
        _ credential: TokenExchange.Credential, to server: inout SimulatedServer, at now: Instant,
        latency: Interval, fault: NetworkFault?, openFor: Interval
    ) -> SimulatedExchange {
        let offer: SimulatedServer.Offer
        switch credential {
        case .password(let username, let password):
            offer = .password(username: username.reveal(), password: password.reveal())
        case .refreshToken(let token):
            offer = .refreshToken(token.reveal())
        }
        let nothing = ExchangeOutcome.faulted(Fault(.timedOut, reached: .maybe), nil)
        switch fault {
        case nil:
            return SimulatedExchange(outcome: outcome(of: server.handle(offer, at: now)), delay: latency)
        case .unreachable:
            return SimulatedExchange(
                outcome: .faulted(Fault(.unreachable, reached: .no), nil), delay: .milliseconds(5))
        case .requestLost:
            return SimulatedExchange(outcome: nothing, delay: openFor)
        case .answerLost:
            _ = server.handle(offer, at: now)
            return SimulatedExchange(
                outcome: .faulted(Fault(.disconnected, reached: .maybe), nil), delay: latency)
        case .answerLate(let delay):
            let outcome = outcome(of: server.handle(offer, at: now))
            return delay < openFor
                ? SimulatedExchange(outcome: outcome, delay: latency + delay)
                : SimulatedExchange(outcome: nothing, delay: openFor)
        case .serverError:
            return SimulatedExchange(outcome: .faulted(failed, nil), delay: latency)
        case .overloaded(let retryAfter):
            let fault = Fault(.overloaded, status: 503, reached: .maybe, retryAfter: retryAfter)
            return SimulatedExchange(outcome: .faulted(fault, nil), delay: latency)
        case .crash(let point):
            return SimulatedExchange(
                outcome: outcome(of: server.handle(offer, at: now, crash: point)), delay: latency)
        }
    }

    private static let failed = Fault(.serverError, status: 500, reached: .maybe)

    private static func outcome(of answer: SimulatedServer.Answer) -> ExchangeOutcome {
        switch answer {
        case .granted(let access, let refresh, let lifetime):
            .granted(
                IssuedTokens(access: Secret(access), refresh: refresh.map(Secret.init), lifetime: lifetime))
        case .denied(let code): .denied(Denial(code: code, status: 400), nil)
        case .crashed: .faulted(failed, nil)
        }
    }
}
