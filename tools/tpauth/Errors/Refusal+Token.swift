// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine

extension Refusal {
    /// What a refusal is about.
    struct Subject {
        var provider: Provider
        var log: LogPlace
        /// Whether the caller is signing in, so that nothing is gained by telling it to.
        var isSigningIn = false
    }

    /// A session that gave no token.
    init(_ error: TokenError, _ subject: Subject) {
        switch error {
        case .needsSignIn(let failure):
            self.init(needsSignIn: failure, subject)
        case .unavailable(let until, let failure):
            let start = Refusal(failure, subject)
            let seconds = max(0, (until - .wallClock).milliseconds / 1000)
            let next = seconds > 0 ? "; the session tries again in \(seconds) s" : ""
            self.init(start.exit, start.message + next)
        case .timedOut:
            let fault = subject.lastFault?.serverFault.map { ": " + $0.explanation(at: subject.server) }
            self.init(.unavailable, "no answer within --timeout" + (fault ?? "; try later"))
        case .logUnavailable(let error):
            self.init(error)
        case .adoptionRefused, .nothingToAdopt, .superseded:
            self.init(.signInNeeded, error.description)
        case .shuttingDown:
            self.init(.unavailable, error.description)
        }
    }

    private init(needsSignIn failure: Failure, _ subject: Subject) {
        guard !subject.isSigningIn else {
            self = Refusal(failure, subject)
            return
        }
        let denial = subject.lastFault?.saying ?? ""
        let said =
            switch failure {
            case .signInRejected, .clientRejected, .refreshTokenRejected, .refreshTokenLost: denial
            default: ""
            }
        self.init(
            .signInNeeded,
            "session \(subject.log.label) needs a sign-in: \(failure.explanation)\(said); run tpauth login")
    }

    /// What happened to the last request.
    private init(_ failure: Failure, _ subject: Subject) {
        let fault = subject.lastFault
        let saying = fault?.saying ?? ""
        switch failure {
        case .signInRejected:
            self.init(.refused, "\(subject.server.authority) refused the user name or the password\(saying)")
        case .clientRejected:
            self.init(
                .refused,
                "\(subject.server.authority) refused this client\(saying); check \(Setting.clientKey.variable) and "
                    + Setting.clientSecret.variable + subject.encodingHint)
        case .accessRefused:
            self.init(.refused, "the API at \(subject.provider.apiBaseURL.authority) refused new access tokens")
        case .unavailable:
            self.init(
                .unavailable,
                fault?.serverFault?.explanation(at: subject.server) ?? "\(failure.explanation); try later")
        case .notSignedIn, .refreshTokenRejected, .refreshTokenLost, .noRefreshToken, .interrupted:
            self.init(.signInNeeded, failure.explanation)
        case .grantUnusable:
            self.init(.unavailable, "\(failure.explanation); check the clocks of both sides")
        }
    }
}

extension Refusal.Subject {
    var server: ServerURL { provider.tokenEndpoint }

    /// Without it the refusal says less, and no less right.
    var lastFault: LastFault? { try? LastFault.read(in: log.path, label: log.label) }

    fileprivate var encodingHint: String {
        guard provider.warnings.contains(.basicEncodingsDiffer) else { return "" }
        let other = provider.clientAuthentication == .rawBasic ? "form" : "raw"
        return ", which hold reserved characters: try --client-auth \(other)"
    }
}
