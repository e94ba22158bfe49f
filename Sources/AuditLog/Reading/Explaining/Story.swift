// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// What happened to a session, event by event, told in sentences.
struct Story {
    typealias Moment = SessionHistory.Moment

    /// The sentences, in the order of the events.
    private(set) var findings: [Finding] = []
    /// The attempts, in their order.
    private(set) var attempts: [AttemptStory] = []
    /// The last event that brought tokens which were kept.
    private(set) var lastGood: Moment?
    /// The last time that nothing was written though something was due, and the access token ran out meanwhile.
    private(set) var outage: (seq: Int64, length: Interval)?

    private let history: SessionHistory
    private var callers: [Moment] = []

    init(_ history: SessionHistory) {
        self.history = history
        tellEarlier()
        var records = history.records[...]
        for moment in history.moments {
            while let record = records.first, record.seq < moment.stored.seq {
                tell(record: record)
                records = records.dropFirst()
            }
            tellGap(before: moment)
            tell(moment)
        }
        for record in records { tell(record: record) }
        tellCallers()
        findings.sort { ($0.seq ?? 0) < ($1.seq ?? 0) }
    }

    private mutating func tellEarlier() {
        guard history.unread > 0 else { return }
        if let grant = history.earlierGrant {
            findings.append(
                Finding(.lastGood, grant, "The last time that tokens came. What happened next to it is not told here."))
        }
        if let first = history.events.first, !first.bringsTokens {
            findings.append(
                Finding(
                    .unread, first,
                    "The story is told from here on; \(history.unread) earlier events of the session were not looked at."
                ))
        }
        if history.events.isEmpty {
            findings.append(
                Finding(.unread, nil, "All \(history.unread) events of the session were moved to an archive."))
        }
    }

    private mutating func tell(_ moment: Moment) {
        if !moment.isTaken { return tellIgnored(moment) }
        if let end = AttemptStory.TryEnd(moment) { note(end) }
        switch moment.event.fact {
        case .signInRequested:
            begin(moment)
            add(.asked, moment, "Somebody signed in: a user name and a password were sent as try \(sent(moment)).")
        case .grantAdopted(let grant):
            lastGood = moment
            add(.asked, moment, "Tokens from elsewhere were handed over: \(tokens(grant)).")
        case .grantIssued(let current, let grant, let spent):
            tell(grant, to: current, isRefresh: spent != nil, moment)
        case .requestDenied, .requestFaulted, .attemptInterrupted:
            tellEnd(moment)
        case .deadlineReached:
            tellDeadline(moment)
        case .tokenRequested:
            callers.append(moment)
            if moment.transition.effects.send != nil {
                begin(moment)
                add(.tried, moment, "A caller asked for a token, and a refresh was sent as try \(sent(moment)).")
            } else if case .failed = moment.transition.state, case .valid = moment.before {
                add(.ranOut, moment, "A caller asked for a token when the access token had run out.")
            }
        case .accessRejected(let ref):
            tellRefusal(of: ref, moment)
        case .signOutRequested(let burn):
            let spent: Sentence = burn ? ", and its refresh token was to be spent so that nobody can use it" : ""
            add(.asked, moment, "Somebody signed out: all tokens were forgotten\(spent).")
        }
    }

    private mutating func tell(_ grant: Grant, to current: TokenTry, isRefresh: Bool, _ moment: Moment) {
        guard case .valid = moment.transition.state else {
            return add(
                .answered, moment,
                "Try \(current) was answered with \(tokens(grant)), and no usable time was left of that.")
        }
        // Only one of them is the last.
        for index in findings.indices where findings[index].topic == .lastGood {
            findings[index].sentence = findings[index].sentence.renamed("The last good refresh", "A good refresh")
        }
        lastGood = moment
        let renewal: Sentence = isRefresh ? "The last good refresh" : "The sign-in was good"
        add(.lastGood, moment, "\(renewal): try \(current) was answered with \(tokens(grant)).")
    }

    private mutating func tellIgnored(_ moment: Moment) {
        switch moment.event.fact {
        case .grantIssued(let current, _, spent: _):
            add(.answered, moment, "Tokens came for try \(current), which nobody waited for any more: dropped.")
        case .tokenRequested, .accessRejected:
            callers.append(moment)
        case .grantAdopted:
            add(.asked, moment, "Tokens were handed over that were held already, or of no use: nothing changed.")
        case .signInRequested, .requestDenied, .requestFaulted, .deadlineReached, .attemptInterrupted,
            .signOutRequested:
            break
        }
    }

    private mutating func tellEnd(_ moment: Moment) {
        guard let end = AttemptStory.TryEnd(moment) else { return }
        switch end.outcome {
        case .denied:
            add(.answered, moment, end.sentence)
        case .interrupted:
            let writer = attempts.last?.beginning.flatMap { history.writers[$0.stored.writer] }
            let whose: Sentence =
                writer.map { ", \(quoting: $0.program) with the number \($0.processID)," } ?? ""
            add(.process, moment, "\(end.sentence) That process\(whose) was found to be gone.")
        case .faulted, .timedOut, .granted:
            add(.faulted, moment, end.sentence)
        }
    }

    private mutating func tellDeadline(_ moment: Moment) {
        if AttemptStory.TryEnd(moment) != nil { return tellEnd(moment) }
        if moment.transition.effects.send != nil {
            guard moment.before.request == nil else { return }
            begin(moment)
            let why: Sentence =
                switch moment.before {
                case .failed: "The wait after the failure was over"
                case .unauthenticated, .authenticating, .valid, .expired, .refreshing: "Renewal was due"
                }
            return add(.tried, moment, "\(why), and a refresh was sent as try \(sent(moment)).")
        }
        add(.ranOut, moment, "The access token ran out.")
    }

    private mutating func tellRefusal(of ref: TokenRef, _ moment: Moment) {
        callers.append(moment)
        let refused: Sentence = "The API answered 401 to access token \(words: ref.hexText)"
        if moment.transition.effects.send != nil {
            begin(moment)
            add(.refused, moment, "\(refused), and a refresh was sent as try \(sent(moment)).")
        } else if case .failed(let failed) = moment.transition.state, failed.failure == .accessRefused {
            add(.refused, moment, "\(refused), the \(words: ordinal(failed.refusals)) refused in a row.")
        } else {
            add(.refused, moment, "\(refused).")
        }
    }

    private mutating func tell(record stored: StoredEvent) {
        guard case .record(let record) = stored.content else { return }
        switch record.kind {
        case .clockJumped:
            let jump = record.amount ?? .zero
            let size = Interval(milliseconds: jump.milliseconds == .min ? .max : abs(jump.milliseconds))
            let direction: Sentence = jump < .zero ? "back" : "forward"
            findings.append(Finding(.clock, stored, "The wall clock jumped \(direction) by \(size)."))
        case .policyChanged:
            findings.append(Finding(.policy, stored, "A process began to use another policy."))
        case .adoptionRefused:
            findings.append(
                Finding(.asked, stored, "A refresh token was offered that had been spent already: refused."))
        case .refreshTokenBurned:
            findings.append(Finding(.asked, stored, "The refresh token was spent, so that nobody can use it."))
        case .keyRotated, .logArchived:
            break
        }
    }

    private mutating func tellGap(before moment: Moment) {
        guard let due = moment.before.missedDeadline(until: moment.event.at, policy: moment.policy) else { return }
        let index = history.events.firstIndex { $0.seq == moment.stored.seq } ?? 0
        let previous = index > 0 ? history.events[index - 1].writer : moment.stored.writer
        let why: Sentence =
            if previous == moment.stored.writer {
                "the process was the same, so it was suspended, or could not write the log, as when the disk is full"
            } else if let writer = history.writers[moment.stored.writer] {
                "the process that wrote next began at \(Instant(milliseconds: writer.startedMicroseconds / 1000))"
            } else {
                "another process wrote next"
            }
        let finding = Finding(
            .gap, moment.stored,
            "Something was due at \(due), and nothing was written for \(moment.event.at - due): \(why).")
        findings.append(finding)
        if let access = moment.before.access, access.hardStop <= moment.event.at {
            outage = (moment.stored.seq, moment.event.at - due)
        }
    }

    private mutating func tellCallers() {
        guard let first = callers.first, let last = callers.last else { return }
        let turnedAway = callers.filter { $0.event.fact == .tokenRequested && $0.transition.effects.settle != nil }
        if let first = turnedAway.first {
            findings.append(
                Finding(
                    .callers, first.stored,
                    "From here on callers were turned away; of those only some are logged."))
        }
        let most = Story.mostWithinAMinute(callers.map(\.event.at))
        guard most >= Story.stormSize else { return }
        let sends = callers.count { $0.transition.effects.send != nil }
        findings.append(
            Finding(
                .storm, last.stored,
                "\(callers.count) callers asked, or brought a refusal, since event \(first.stored.seq), up to \(most) "
                    + "within a minute; \(words: Judgement.counted(sends, "refresh", "refreshes")) came of it."))
    }

    /// The greatest number of `times` that lie within one minute. They are in order.
    static func mostWithinAMinute(_ times: [Instant]) -> Int {
        var most = 0
        var start = 0
        for end in times.indices {
            while times[end] - times[start] > .minutes(1) { start += 1 }
            most = max(most, end - start + 1)
        }
        return most
    }

    private mutating func begin(_ moment: Moment) {
        guard let request = moment.transition.effects.send else { return }
        attempts.append(AttemptStory(number: request.current.attempt, beginning: moment))
    }

    private mutating func note(_ end: AttemptStory.TryEnd) {
        guard let index = attempts.lastIndex(where: { $0.number == end.current.attempt }) else {
            attempts.append(AttemptStory(number: end.current.attempt, beginning: nil, ends: [end]))
            return
        }
        attempts[index].ends.append(end)
    }

    private mutating func add(_ topic: Finding.Topic, _ moment: Moment, _ sentence: Sentence) {
        findings.append(Finding(topic, moment.stored, sentence))
    }

    private func sent(_ moment: Moment) -> Sentence {
        moment.transition.effects.send.map { "\($0.current)" } ?? "?"
    }

    private func tokens(_ grant: Grant) -> Sentence {
        let access: Sentence? = grant.access.map { token in
            token.lifetime.map { "an access token for \($0)" } ?? "an access token of unknown lifetime"
        }
        let refresh: Sentence? = grant.refresh.map { "refresh token \(words: $0.hexText)" }
        switch (access, refresh) {
        case (let access?, let refresh?): return "\(access) and \(refresh)"
        case (let access?, nil): return "\(access) and no refresh token"
        case (nil, let refresh?): return refresh
        case (nil, nil): return "nothing"
        }
    }

    private func ordinal(_ number: UInt32) -> String {
        switch number {
        case 1: "first"
        case 2: "second"
        case 3: "third"
        default: "\(number)th"
        }
    }

    /// So many callers within a minute are a storm.
    private static let stormSize = 20
}
