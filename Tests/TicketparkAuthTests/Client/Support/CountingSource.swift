// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import TicketparkAuth
import TokenMachine

/// Hands out one token after another, and a next one as soon as one was refused.
final class CountingSource: AccessTokenSource {
    private struct Counts {
        var asked = 0
        var rejected: [TokenRef] = []
        var current: UInt64 = 1
    }

    private let counts = Mutex(Counts())
    private let renews: Bool

    /// - Parameter renews: Whether there is another token after one was refused.
    init(renews: Bool = true) {
        self.renews = renews
    }

    /// How often a token was asked for.
    var asked: Int { counts.withLock { $0.asked } }
    /// Which tokens were refused.
    var rejected: [TokenRef] { counts.withLock { $0.rejected } }

    func accessToken() async throws -> AccessToken {
        counts.withLock { counts in
            counts.asked += 1
            return Self.token(counts.current)
        }
    }

    func reject(_ token: AccessToken) async {
        counts.withLock { counts in
            counts.rejected.append(token.ref)
            if renews, token.ref.rawValue == counts.current { counts.current += 1 }
        }
    }

    /// The token of that number.
    static func token(_ number: UInt64) -> AccessToken {
        AccessToken(
            ref: TokenRef(rawValue: number), secret: Secret("access-to-hide-\(number)"), hardStop: .distantFuture)
    }
}
