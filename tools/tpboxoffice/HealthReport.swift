// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TicketparkAuth
import TokenMachine

/// How a session stands, for load balancers, monitors and people.
struct HealthReport: ResponseCodable, Hashable {
    enum Health: String, Codable {
        case usable, signingIn, degraded, needsSignIn
    }

    var session: String
    var health: Health
    /// Why it is not usable.
    var reason: String?
    /// For how many more seconds callers are served, where that has an end.
    var secondsLeft: Int?
    /// What somebody has to do, if anybody has to.
    var next: String?

    init(_ health: SessionHealth, session: String) {
        self.session = session
        switch health {
        case .usable:
            self.health = .usable
        case .signingIn:
            self.health = .signingIn
        case .degraded(let failure, let secondsLeft):
            self.health = .degraded
            self.secondsLeft = secondsLeft
            reason = failure.explanation
            // A refresh token that is lost or refused does not come back; there are those seconds to do something.
            if failure == .refreshTokenLost || failure == .refreshTokenRejected || failure == .noRefreshToken {
                next = Self.signIn(session)
            }
        case .needsSignIn(let failure):
            self.health = .needsSignIn
            reason = failure.explanation
            next = Self.signIn(session)
        }
    }

    /// Whether callers are served. One that is degraded still serves them while there are seconds left, and a load
    /// balancer that took it away would make an outage of a warning.
    var isServing: Bool {
        switch health {
        case .usable: true
        case .degraded: (secondsLeft ?? 0) > 0
        case .signingIn, .needsSignIn: false
        }
    }

    private static func signIn(_ session: String) -> String { "tpauth login --session \(session)" }
}

extension HealthReport: CustomStringConvertible {
    var description: String {
        let left = secondsLeft.map { ", served for \($0) s more" } ?? ""
        return "session \(session) is \(health.rawValue)\(reason.map { ": " + $0 } ?? "")\(left)"
            + (next.map { "; run \($0)" } ?? "")
    }
}
