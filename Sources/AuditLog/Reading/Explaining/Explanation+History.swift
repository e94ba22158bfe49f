// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension Explanation {
    /// Explains the state at the end of `history`. Nothing else goes into it.
    package init(_ history: SessionHistory) {
        let story = Story(history)
        let judgement = Judgement(history, story)
        session = history.label
        state = history.state
        seq = history.events.last?.seq
        verdict = judgement.verdict
        fault = judgement.fault
        findings =
            [Finding(.state, history.events.last, judgement.standing)] + story.condensed
            + judgement.reasons.map { Finding(.fault, nil, $0) }
            + judgement.advice.map { Finding(.advice, nil, $0) }
    }
}

/// What an explanation comes to: where the session stands, whose fault that is, and what to do.
struct Judgement {
    /// What it comes to.
    var verdict: Explanation.Verdict
    /// Whose doing it is.
    var fault = Explanation.Fault.nobody
    /// Where the session stands.
    var standing: Sentence
    /// Why it is so.
    var reasons: [Sentence] = []
    /// What to do now.
    var advice: [Sentence] = []

    init(_ history: SessionHistory, _ story: Story) {
        let now = history.now
        switch history.state {
        case .unauthenticated:
            self = Judgement(signedOut: history)
        case .authenticating(let state):
            self = Judgement(.signingIn, "Somebody is signing in: \(state.request.standing).")
            advice = ["Wait for the answer; it is there at \(state.request.deadline) at the latest, or tried again."]
        case .valid(let state):
            self = Judgement(valid: state, history, story)
        case .expired(let state):
            self = Judgement(expired: state, history)
        case .refreshing(let state):
            self = Judgement(refreshing: state, history, story)
        case .failed(let state):
            self = Judgement(failed: state, history, story)
        }
        judgeAbandonment(history, now)
    }

    private init(_ verdict: Explanation.Verdict, _ standing: Sentence) {
        self.verdict = verdict
        self.standing = standing
    }

    private init(signedOut history: SessionHistory) {
        let isTold = history.events.contains { $0.event?.kind == .signOutRequested }
        guard isTold || history.unread > 0 else {
            if history.events.isEmpty {
                self.init(.signedOut, "Nothing has happened to this session by then.")
                advice = ["Look at a later time."]
            } else {
                self.init(.signedOut, "Nobody has ever signed in to this session.")
                fault = .settings
                reasons = [
                    "There is nothing that could have gone wrong: nobody has given it a user name and a password."
                ]
                advice = [Judgement.signIn]
            }
            return
        }
        self.init(.signedOut, "The session is signed out, and holds no tokens.")
        if isTold { reasons = ["That was asked for."] }
        if let trouble = history.lastFailure, case .failed(let failed)? = trouble.transition?.state {
            reasons.append(
                "It had failed before, at \(trouble.at): \(failed.failure). Look there with --at "
                    + "\(words: String(trouble.seq)).")
        }
        advice = ["Nothing, if that was meant.", Judgement.signIn]
    }

    private init(valid state: Valid, _ history: SessionHistory, _ story: Story) {
        let left = state.access.hardStop - history.now
        let isUsable = state.access.isUsable(at: history.now)
        switch state.renewal {
        case .due(let time, _):
            self.init(.fine, "All is well: an access token is handed out until \(state.access.hardStop).")
            let how: Sentence =
                history.policy.renewal == .eager
                ? "It is renewed by itself at \(time)." : "It is renewed when a caller asks for it after \(time)."
            reasons = [how]
            if state.refusals > 0 {
                reasons.append(
                    "The API refused \(words: Judgement.counted(Int(state.refusals), "token")) before this one; at "
                        + "\(history.policy.maxRejections) in a row the session fails.")
            }
            judgeClock(history, story)
            advice = ["Nothing."]
        case .heldBack(let failure, _):
            self.init(
                .degraded,
                isUsable
                    ? "Callers are still served, until \(state.access.hardStop) (for \(left)); renewal was given up: \(failure)."
                    : "The access token ran out at \(state.access.hardStop), and renewal had been given up: \(failure)."
            )
            judge(failure, history, story)
            advice = [
                failure.isRecoverable
                    ? "\(Judgement.cure(failure)). It is tried again when the access token has run out."
                    : "\(Judgement.signInWords), best before \(state.access.hardStop)."
            ]
        case .impossible:
            self.init(.degraded, "Callers are served until \(state.access.hardStop), and nothing comes after that.")
            judge(.noRefreshToken, history, story)
            advice = ["\(Judgement.signInWords), best before \(state.access.hardStop)."]
        }
    }

    private init(expired state: Expired, _ history: SessionHistory) {
        self.init(.fine, "No access token is held; there is a refresh token to get one with.")
        let end = state.refresh.issuedAt + history.policy.refreshTokenLifetime
        switch history.policy.renewal {
        case .eager: reasons = ["A process that keeps this session would renew at once."]
        case .onDemand: reasons = ["It renews when a caller asks for a token."]
        }
        if history.now > end {
            verdict = .degraded
            reasons.append(
                "But the refresh token is of \(state.refresh.issuedAt), and is assumed to live until \(end): it is "
                    + "most likely dead.")
            advice = ["Start the service and see; if it is refused, sign in."]
        } else {
            advice = ["Nothing, if the service runs. The refresh token is assumed to live until \(end)."]
        }
    }

    private init(refreshing state: Refreshing, _ history: SessionHistory, _ story: Story) {
        let served: Sentence =
            state.usableAccess(at: history.now).map { "; callers are served until \($0.hardStop)" }
            ?? "; callers wait for it"
        self.init(
            state.usableAccess(at: history.now) == nil ? .retrying : .fine,
            "A refresh is on its way: \(state.request.standing)\(served).")
        if let attempt = story.attempts.last, !attempt.faults.isEmpty {
            fault = Judgement.blame(attempt.faults)
            reasons.append(Judgement.count(attempt.faults))
        }
        if state.refresh.isOutcomeUnknown {
            reasons.append(
                "The server may have taken a try whose answer we did not see. Should it say no to the next one, the "
                    + "session is lost.")
        }
        advice = ["Wait; the session goes on by itself."]
    }

    private init(failed state: Failed, _ history: SessionHistory, _ story: Story) {
        let when: Sentence = Judgement.lastUsable(history.moments).map { " since \($0)" } ?? ""
        self.init(
            state.recovery == nil ? .signInNeeded : .retrying,
            "No access token can be had\(when): \(state.failure).")
        judge(state.failure, history, story)
        guard state.recovery != nil else {
            advice = [
                state.failure.isRecoverable
                    ? "\(Judgement.cure(state.failure)). Then sign in, as there is no refresh token to go on with."
                    : advice(for: state.failure)
            ]
            adviseOnOutage(story)
            return
        }
        advice = [
            "\(Judgement.cure(state.failure)). The session tries again by itself at \(state.coolDownEnd); nobody has to "
                + "sign in."
        ]
        adviseOnOutage(story)
    }

    private mutating func adviseOnOutage(_ story: Story) {
        guard story.outage != nil else { return }
        advice.append(
            "See why nothing was written for so long; tpaudit doctor looks at the disk, the lock and the clock.")
    }

    /// Whether something was due long ago, and nobody is there who does it.
    private mutating func judgeAbandonment(_ history: SessionHistory, _ now: Instant) {
        guard let last = history.events.last else { return }
        let deadline = history.state.deadline(policy: history.policy)
        guard let due = deadline.map({ max($0, last.at) }), now - due > Judgement.patience else { return }
        reasons.append(
            "Something was due at \(due), \(now - due) ago, and nothing was written: no process keeps this session, or "
                + "it cannot write the log, or this is a copy.")
        guard verdict == .fine || verdict == .signingIn || verdict == .retrying else { return }
        if case .valid(let valid) = history.state {
            standing = "An access token was handed out until \(valid.access.hardStop), and nothing came after it."
        }
        verdict = .abandoned
        fault = fault == .nobody ? .service : fault
        let writer = history.writers[last.writer]
        let whose: Sentence =
            writer.map { " The last one that wrote was \(quoting: $0.program) with the number \($0.processID)." } ?? ""
        advice = ["See whether the service runs, and whether the disk of the log is full.\(whose)"]
    }

    /// When a token could be used for the last time; `nil` where that is not known.
    private static func lastUsable(_ moments: [SessionHistory.Moment]) -> Instant? {
        guard
            let index = moments.lastIndex(where: { $0.transition.state.usableAccess(at: $0.event.at) != nil }),
            let access = moments[index].transition.state.access
        else { return nil }
        return moments.dropFirst(index + 1).first.map { min($0.event.at, access.hardStop) } ?? access.hardStop
    }

    /// A number with its noun.
    static func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(count) " + (count == 1 ? noun : plural ?? noun + "s")
    }

    /// A timer that is so much late has nobody to hear it.
    private static let patience = Interval.minutes(3)
}

extension PendingRequest {
    /// Where the request is, as the middle of a sentence.
    var standing: Sentence {
        switch phase {
        case .inFlight(let until): "try \(current) is awaited until \(until)"
        case .backingOff(let until): "after try \(current) the next one comes at \(until)"
        }
    }
}
