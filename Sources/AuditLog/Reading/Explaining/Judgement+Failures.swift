// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension Judgement {
    /// Whose fault `failure` is, by what the story tells.
    mutating func judge(_ failure: Failure, _ history: SessionHistory, _ story: Story) {
        // Two sign-ins later it still matters why the first one was needed.
        let attempt = story.attempts.last { $0.failure == failure } ?? story.attempts.last
        switch failure {
        case .notSignedIn:
            fault = .settings
            reasons = ["Nobody has signed in."]
        case .signInRejected:
            fault = .settings
            reasons = ["The server refused the user name or the password. It does not say which."]
            judgeEarlierFailure(before: attempt, story)
        case .clientRejected:
            fault = .settings
            reasons = [
                "The server refused this client, not the user: the client key or secret is wrong, or the client was "
                    + "turned off at the server."
            ]
            if story.lastGood != nil || history.earlierGrant != nil {
                reasons.append("The same session was served before, so something was changed since, here or there.")
            }
        case .refreshTokenRejected:
            judgeRejection(attempt, history, story)
        case .refreshTokenLost:
            judgeLoss(history, story)
        case .noRefreshToken where story.attempts.last?.isTokenMissing == true:
            fault = .service
            reasons = [
                "The vault of this log has no such refresh token, so there was nothing to send: the log was restored "
                    + "without its vault, or its key is another one now."
            ]
        case .noRefreshToken:
            fault = .server
            reasons = ["The tokens came without a refresh token, so there was nothing to renew with."]
        case .unavailable:
            let faults = story.attempts.filter { $0.failure == .unavailable }.flatMap(\.faults)
            fault = Judgement.blame(faults)
            reasons = [Judgement.count(faults)]
            if let first = faults.first, let last = faults.last, faults.count > 1 {
                reasons.append(
                    "The first of them was at \(first.moment.event.at), the last at \(last.moment.event.at). The "
                        + "refresh token is still held.")
            }
        case .accessRefused:
            fault = .server
            reasons = [
                "The API refused one new access token after another, while the token endpoint went on granting them: "
                    + "most likely the account was disabled, or lost its rights."
            ]
        case .grantUnusable:
            fault = .clock
            reasons = [
                "The tokens that came had no usable time left: their lifetime was very short, the answer took very "
                    + "long, or a clock is wrong."
            ]
        case .interrupted:
            fault = .service
            reasons = [
                "The process that knew the password ended before the server answered, and the password was nowhere else."
            ]
        }
        judgeClock(history, story)
        if let outage = story.outage {
            reasons.append(
                "Callers had no token before that already: for \(outage.length), up to event \(outage.seq), something was "
                    + "due, and nothing was written.")
        }
    }

    /// A refresh token that was refused though every use of it was answered: too old, or revoked.
    private mutating func judgeRejection(_ attempt: AttemptStory?, _ history: SessionHistory, _ story: Story) {
        guard let beginning = attempt?.beginning, let token = beginning.before.refresh else {
            fault = .server
            reasons = ["The server said no to the refresh token, and every use of it before had been answered."]
            return
        }
        let age = beginning.event.at - token.issuedAt
        if age >= beginning.policy.refreshTokenLifetime {
            fault = .service
            reasons = [
                "The refresh token was not lost: it was \(age) old, and refresh tokens are assumed to live "
                    + "\(beginning.policy.refreshTokenLifetime). It expired, as nobody refreshed it in time."
            ]
            return
        }
        fault = .server
        reasons = [
            "Every use of the refresh token was answered, and it was only \(age) old: it was not lost by us, it was "
                + "revoked at the server. That is what happens when the password is changed, the account is disabled, "
                + "or its tokens are cleared.",
            "Two other ways, which the log cannot tell from it: another client shares the token, or this log is a copy "
                + "that was put back.",
        ]
    }

    /// A refresh token that most likely was spent by a try of ours.
    private mutating func judgeLoss(_ history: SessionHistory, _ story: Story) {
        let lost = story.attempts.lazy.compactMap(\.lostTry).first
        guard let lost else {
            fault = .unknown
            reasons = ["A try whose answer never came most likely spent the refresh token; it is not in what was read."]
            return
        }
        let seq: Int64 = lost.moment.stored.seq
        let afterwards: Sentence =
            "The server most likely took it, made new tokens and killed the old one. So the session was lost on the way, "
            + "not revoked."
        switch lost.outcome {
        case .interrupted:
            fault = .service
            reasons = ["The process ended while try \(lost.current) was on its way (event \(seq)). \(afterwards)"]
        case .timedOut, .denied, .granted:
            fault = .network
            reasons = ["No answer to try \(lost.current) came in time (event \(seq)). \(afterwards)"]
        case .faulted(let fault):
            self.fault = fault.status == nil ? .network : .server
            reasons = ["Try \(lost.current) brought no answer: \(fault.sentence) (event \(seq)). \(afterwards)"]
        }
        if lost.moment.policy.refreshTokenReuse == .revokesFamily {
            reasons.append("By its policy no refresh token is sent twice, so it was not even tried again.")
        }
    }

    /// Why somebody had to sign in at all.
    private mutating func judgeEarlierFailure(before attempt: AttemptStory?, _ story: Story) {
        guard let attempt,
            let earlier = story.attempts.last(where: {
                $0.number < attempt.number && $0.failure != nil && $0.failure != .signInRejected
            }), let failure = earlier.failure
        else { return }
        let seq: Int64 = earlier.ends.last?.moment.stored.seq ?? 0
        reasons.append("Somebody had to sign in since event \(seq): \(failure).")
        if failure == .refreshTokenRejected {
            reasons.append(
                "The server revoked the tokens before it refused the password: most likely the password was changed.")
        }
    }

    mutating func judgeClock(_ history: SessionHistory, _ story: Story) {
        guard history.records.contains(where: { $0.kind == .record(.clockJumped) }) else { return }
        reasons.append(
            fault == .clock
                ? "The wall clock jumped in that time, which fits; the times in these sentences are by a clock that does "
                    + "not jump."
                : "The wall clock jumped in that time; the session reckons with a clock of its own, as the times in these "
                    + "sentences do, so that alone ends nothing.")
    }

    /// Who is behind tries that brought no answer.
    static func blame(_ faults: [AttemptStory.TryEnd]) -> Explanation.Fault {
        let ofServer = faults.count {
            if case .faulted(let fault) = $0.outcome { return [.serverError, .overloaded].contains(fault.kind) }
            return false
        }
        let ofService = faults.count {
            switch $0.outcome {
            case .interrupted: true
            case .faulted(let fault): [.notSent, .tokenMissing].contains(fault.kind)
            case .timedOut, .denied, .granted: false
            }
        }
        if faults.isEmpty { return .unknown }
        if ofServer * 2 >= faults.count { return .server }
        return ofService * 2 > faults.count ? .service : .network
    }

    /// How many tries brought no answer, and why.
    static func count(_ faults: [AttemptStory.TryEnd]) -> Sentence {
        var counts: [String: Int] = [:]
        for fault in faults {
            let name =
                switch fault.outcome {
                case .faulted(let fault): fault.kind.words + (fault.status.map { " (\($0))" } ?? "")
                case .timedOut: FaultKind.timedOut.words
                case .interrupted: "process ended"
                case .denied, .granted: "answered"
                }
            counts[name, default: 0] += 1
        }
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let parts = sorted.count == 1 ? sorted.map(\.key) : sorted.map { "\($0.value) \($0.key)" }
        return
            "\(words: counted(faults.count, "try", "tries")) brought no answer: \(words: parts.joined(separator: ", "))."
    }

    static let signIn: Sentence = "Sign in: tpauth login, with this log and its key."
    static let signInWords: Sentence = "Sign in with tpauth login, this log and its key"

    /// What to do about a failure that waiting does not cure.
    func advice(for failure: Failure) -> Sentence {
        switch failure {
        case .signInRejected:
            "Find out the right password, and sign in with it. It is never tried again by itself."
        case .refreshTokenRejected where fault == .service:
            "Sign in: tpauth login. Then keep a process running: it renews the token before it is too old."
        case .refreshTokenRejected:
            "Ask whether the password was changed or the account disabled, then sign in: tpauth login."
        case .interrupted:
            "Sign in again: tpauth login."
        case .notSignedIn, .refreshTokenLost, .noRefreshToken, .unavailable, .clientRejected, .accessRefused,
            .grantUnusable:
            Judgement.signIn
        }
    }

    /// What cures a failure that a later try may get over, without its full stop.
    static func cure(_ failure: Failure) -> Sentence {
        switch failure {
        case .clientRejected: "Check the client key and secret, and ask whether the client was turned off"
        case .accessRefused: "Ask whether the account was disabled"
        case .grantUnusable: "Set the clock right, here or at the server"
        case .unavailable: "See whether the server and the way to it work"
        case .notSignedIn, .signInRejected, .refreshTokenRejected, .refreshTokenLost, .noRefreshToken, .interrupted:
            signInWords
        }
    }
}

extension Failure {
    /// The failure for people who do not know its name.
    var words: String {
        switch self {
        case .notSignedIn: "nobody has signed in"
        case .signInRejected: "the server refused the sign-in"
        case .clientRejected: "the server refused this client"
        case .refreshTokenRejected: "the server refused the refresh token"
        case .refreshTokenLost: "the refresh token was lost"
        case .noRefreshToken: "no refresh token is held"
        case .unavailable: "the server could not be had"
        case .accessRefused: "the API refused the access tokens"
        case .grantUnusable: "the tokens that came were of no use"
        case .interrupted: "the process that signed in ended"
        }
    }
}

extension FaultKind {
    /// The kind as the reason why tries brought no answer.
    var words: String {
        switch self {
        case .unreachable: "no connection"
        case .insecure: "no TLS that could be trusted"
        case .notSent: "not sent"
        case .disconnected: "connection broken"
        case .timedOut: "time limit"
        case .serverError: "error of the server"
        case .overloaded: "asked to come back later"
        case .redirected: "redirect"
        case .refusedByProxy: "refused on the way"
        case .notAGrant: "no tokens in it"
        case .tokenMissing: "no refresh token in the vault"
        }
    }
}
