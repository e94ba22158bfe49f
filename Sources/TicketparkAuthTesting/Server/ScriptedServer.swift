// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
public import TicketparkAuth
import TokenMachine

/// The token server of a simulated world, and what is to go wrong with it.
public final class ScriptedServer: Sendable {
    private struct Content {
        var server = SimulatedServer()
        var faults: [Int: NetworkFault] = [:]
        var next: [NetworkFault] = []
        var refreshes = 0
        var signIns = 0
        var latency = Interval.milliseconds(80)
    }

    private let content = Mutex(Content())
    private let clock: TestClock

    init(clock: TestClock) {
        self.clock = clock
    }

    /// The instant that the server's clock shows.
    private var now: Instant {
        VirtualClock.start + Interval(milliseconds: clock.now.milliseconds)
    }

    /// How many refreshes the server was asked for.
    public var refreshCount: Int { content.withLock { $0.refreshes } }

    /// How many sign-ins the server was asked for.
    public var signInCount: Int { content.withLock { $0.signIns } }

    /// Changes how the server behaves from now on: lifetimes, password, rotation.
    public func configure(_ change: (inout SimulatedServer) -> Void) {
        content.withLock { change(&$0.server) }
    }

    /// Loses the answer of the refresh of that number, counted from 1: the server does its work, and nobody learns.
    public func loseAnswer(ofRefresh number: Int) {
        fail(refresh: number, .answerLost)
    }

    /// Lets the refresh of that number, counted from 1, meet that on its way.
    public func fail(refresh number: Int, _ fault: NetworkFault) {
        content.withLock { $0.faults[number] = fault }
    }

    /// Lets the next token request meet that on its way; called again, the one after it.
    public func failNext(_ fault: NetworkFault) {
        content.withLock { $0.next.append(fault) }
    }

    /// Takes no access token issued so far any more, as when somebody revokes them.
    public func rejectAccessTokens() {
        content.withLock { $0.server.expireAllAccessTokens() }
    }

    /// Revokes every token issued so far.
    public func revokeEverything() {
        content.withLock { $0.server.revokeEverything() }
    }

    /// Whether the API takes this access token now.
    public func accepts(_ token: TicketparkAuth.AccessToken) -> Bool {
        content.withLock { $0.server.accepts(accessToken: token.secret.reveal(), at: now) }
    }

    func run(_ exchange: TokenExchange) -> SimulatedExchange {
        content.withLock { content in
            var fault: NetworkFault?
            switch exchange.credential {
            case .password: content.signIns += 1
            case .refreshToken:
                content.refreshes += 1
                fault = content.faults.removeValue(forKey: content.refreshes)
            }
            if fault == nil, !content.next.isEmpty { fault = content.next.removeFirst() }
            let openFor = Interval(
                milliseconds: TestClock.Instant(milliseconds: 0).advanced(by: exchange.openFor).milliseconds)
            return SimulatedExchange.run(
                exchange.credential, to: &content.server, at: now, latency: content.latency, fault: fault,
                openFor: openFor)
        }
    }
}

/// The token endpoint of a simulated world.
struct ScriptedEndpoint: TokenEndpoint {
    let server: ScriptedServer
    let clock: TestClock

    func exchange(_ exchange: TokenExchange) async -> ExchangeOutcome {
        let simulated = server.run(exchange)
        do {
            try await clock.sleep(until: clock.now.advanced(by: .milliseconds(simulated.delay.milliseconds)))
        } catch {
            return .faulted(Fault(.disconnected, reached: .maybe), nil)
        }
        return simulated.outcome
    }

    func shutdown() async {}
}
