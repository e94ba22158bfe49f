// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import TicketparkAuth
import TokenMachine

/// A token endpoint without a network: it answers every request with new tokens after a while.
final class InProcessEndpoint: TokenEndpoint {
    private let latency: Duration
    private let lifetime: Interval
    private let count = Atomic<Int>(0)

    /// - Parameters:
    ///   - latency: How long an answer takes.
    ///   - lifetime: How long an access token lives.
    init(latency: Duration, lifetime: Interval) {
        self.latency = latency
        self.lifetime = lifetime
    }

    /// How many requests there were.
    var requestCount: Int { count.load(ordering: .relaxed) }

    func exchange(_ exchange: TokenExchange) async -> ExchangeOutcome {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        // Broken off, it answers at once, and nobody looks at the answer.
        if latency > .zero { try? await Task.sleep(for: latency) }
        return .granted(
            IssuedTokens(
                access: Secret(MeasuredService.token("access-\(number)-")),
                refresh: Secret(MeasuredService.token("refresh-\(number)-")), lifetime: lifetime))
    }

    func shutdown() async {}
}
