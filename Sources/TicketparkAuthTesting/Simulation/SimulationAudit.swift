// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine

/// Watches a run from outside, with what only the outside knows: which tokens live, and what the server saw.
struct SimulationAudit {
    private struct Sent {
        var label: SessionLabel
        var spent: TokenRef?
        var process: Int
        var exchange: TokenTry
        var timeLimit: Instant
    }

    private let forbidsReuse: Bool
    private var inFlight: [Sent] = []
    private var spent: Set<TokenRef> = []
    private var burnedTokens: Set<String> = []
    /// The tokens that a ref stands for, as far as they were seen.
    private var tokens: [TokenRef: String] = [:]
    /// How many grants the server had issued when it last stopped taking all of them before their time.
    private var excusedGrants = 0

    init(sessions: Int, forbidsReuse: Bool) {
        self.forbidsReuse = forbidsReuse
    }

    /// A token request is about to leave. Says what is wrong with that.
    ///
    /// - Parameter now: The sender's machine time: who started after the wall clock was set forward sees a time limit
    ///   pass early, and may send again.
    mutating func sent(
        _ exchange: Interpreter.PendingExchange, _ ready: Interpreter.ReadyExchange, process: Int,
        fault: NetworkFault?, at now: Instant
    ) -> String? {
        inFlight.removeAll { $0.timeLimit <= now }
        defer {
            inFlight.append(
                Sent(
                    label: exchange.label, spent: ready.spent, process: process,
                    exchange: exchange.request.current, timeLimit: ready.timeLimit))
        }
        guard let ref = ready.spent else { return nil }
        if let other = inFlight.first(where: { $0.label == exchange.label && $0.spent == ref }) {
            return "\(exchange.label) sends a refresh (\(exchange.request.current), process \(process)) while another "
                + "is in flight (\(other.exchange), process \(other.process), "
                + "\((other.timeLimit - now).milliseconds) ms left)"
        }
        if fault != .unreachable, !spent.insert(ref).inserted, forbidsReuse {
            return "\(exchange.label) sends a refresh token twice, which the server punishes"
        }
        return nil
    }

    /// An answer, or the certainty that none will come, has arrived.
    mutating func answered(_ exchange: Interpreter.PendingExchange, spent ref: TokenRef?, _ outcome: ExchangeOutcome) {
        inFlight.removeAll { $0.label == exchange.label && $0.exchange == exchange.request.current }
        // A grant ends its attempt: a later try of it that is still on its way is waited for no more, and where the
        // server does not rotate, the next attempt may send the same refresh token before that one's time is up.
        if case .granted = outcome {
            let attempt = exchange.request.current.attempt
            inFlight.removeAll { $0.label == exchange.label && $0.exchange.attempt == attempt }
        }
        // Whom the server refuses as a client, it has taken nothing from.
        if let ref, case .denied(let denial, _) = outcome, denial.code != .invalidGrant { spent.remove(ref) }
    }

    /// A process is dead, and its connections with it.
    mutating func killed(process: Int) {
        inFlight.removeAll { $0.process == process }
    }

    /// What a session held was given up on purpose.
    mutating func changedHands(_ session: Int) {
        inFlight.removeAll { $0.label == Simulation.label(session) }
    }

    mutating func burned(_ token: Secret) {
        burnedTokens.insert(token.reveal())
    }

    /// The server takes none of the access tokens issued so far any more.
    mutating func excuseAllAccessTokens(of server: SimulatedServer) {
        excusedGrants = server.issuedCount
    }

    /// Whether nobody can know that the server takes this access token no more.
    func isExcused(accessToken: String) -> Bool {
        guard let number = accessToken.split(separator: "-").last.flatMap({ Int($0) }) else { return false }
        return number <= excusedGrants
    }

    /// Looks at what was appended: no transition lets go of the only live refresh token.
    func check(
        _ events: [(event: StoredEvent, label: SessionLabel)], server: SimulatedServer, interpreter: Interpreter,
        at now: Instant
    ) -> [String] {
        events.compactMap { stored, label in
            guard let event = stored.event, let transition = stored.transition else { return nil }
            switch event.kind {
            case .signInRequested, .grantAdopted, .signOutRequested: return nil
            case .grantIssued, .requestDenied, .requestFaulted, .tokenRequested, .accessRejected, .deadlineReached,
                .attemptInterrupted:
                break
            }
            let isLive = { (ref: TokenRef) in
                tokens[ref].map { server.status(ofRefreshToken: $0, at: now) == .live } ?? false
            }
            if let held = transition.state.refresh?.ref, isLive(held) { return nil }
            guard transition.effects.forget.contains(where: isLive), transition.disposition == .taken else {
                return nil
            }
            return "seq \(stored.seq) of \(label) lets go of the only live refresh token (\(event.kind))"
        }
    }

    /// Learns which token a ref stands for.
    mutating func learn(_ ref: TokenRef, _ token: String) {
        tokens[ref] = token
    }
}
