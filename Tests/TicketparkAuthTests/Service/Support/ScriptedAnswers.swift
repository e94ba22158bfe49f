// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import TicketparkAuth
import TokenMachine

/// A token endpoint in this process that answers as it is told, or grants tokens.
final class ScriptedAnswers: TokenEndpoint {
    private struct Script {
        var answer: ExchangeOutcome?
        var count = 0
    }

    private let script = Mutex(Script())

    /// How many requests have come.
    var count: Int { script.withLock { $0.count } }

    /// Has the requests from now on answered like that; with `nil` they bring tokens.
    func answer(with outcome: ExchangeOutcome?) {
        script.withLock { $0.answer = outcome }
    }

    func exchange(_ exchange: TokenExchange) async -> ExchangeOutcome {
        script.withLock { script in
            script.count += 1
            return script.answer
                ?? .granted(
                    IssuedTokens(
                        access: Secret("access-\(script.count)"), refresh: Secret("refresh-\(script.count)"),
                        lifetime: .seconds(600)))
        }
    }

    func shutdown() async {}
}
