// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// What can be counted of a session, gathered in one pass over its events.
package struct SessionStatistics: Hashable, Sendable {
    /// The label of the session.
    package var label: String
    /// How many events there are of each kind.
    package private(set) var kinds: [EventKind: Int64] = [:]
    /// How many events were met in each way.
    package private(set) var dispositions: [Disposition: Int64] = [:]
    /// How often the session failed, or its renewal was held back, for each reason.
    package private(set) var failures: [Failure: Int64] = [:]
    /// How often the token endpoint said no, by its code.
    package private(set) var denials: [OAuthErrorCode: Int64] = [:]
    /// How often a try brought no answer, and why; time limits among them.
    package private(set) var faults: [FaultKind: Int64] = [:]
    /// How many refreshes brought tokens.
    package private(set) var refreshes: Int64 = 0
    /// How many sign-ins brought tokens.
    package private(set) var signIns: Int64 = 0
    /// How long answers with tokens took, each try by itself.
    package private(set) var latency = DurationHistogram()
    /// How many attempts ended after so many tries, with tokens or without; 20 stands for more as well.
    package private(set) var tries: [Int64: Int64] = [:]
    /// How long the session was in each state, in milliseconds.
    package private(set) var time: [StateKind: Int64] = [:]
    /// For how much of that a token could be handed out, in milliseconds.
    package private(set) var usable: Int64 = 0
    /// How many access tokens the API refused.
    package private(set) var refusals: Int64 = 0
    /// The first event's instant.
    package private(set) var first: Instant?
    /// The last event's instant, or where the time that was looked at ends.
    package private(set) var last: Instant?

    private var state: TokenState?

    /// A session of which nothing is known yet.
    package init(label: String) {
        self.label = label
    }

    /// How many events there are.
    package var events: Int64 { kinds.values.reduce(0, +) }

    /// For how many of a thousand parts of the time a token could be handed out; `nil` where no time passed.
    package var uptimePermille: Int64? { permille(usable) }

    /// How many of a thousand parts of all the time `part` milliseconds are; `nil` where no time passed.
    package func permille(_ part: Int64) -> Int64? {
        let whole = time.values.reduce(Interval.zero) { $0 + Interval(milliseconds: $1) }
        return whole > .zero ? Int64(Double(part) / Double(whole.milliseconds) * 1000) : nil
    }

    /// Takes the next event.
    package mutating func add(_ event: TokenEvent, _ transition: Transition) {
        pass(until: event.at)
        kinds[event.kind, default: 0] += 1
        dispositions[transition.disposition, default: 0] += 1
        defer { state = transition.state }
        guard transition.disposition == .taken else { return }
        count(event)
        countEnd(event, transition)
        if let failure = transition.state.visibleFailure, failure != state?.visibleFailure {
            failures[failure, default: 0] += 1
        }
    }

    /// Lets time pass in the state that was reached, up to the end of what is looked at.
    package mutating func pass(until instant: Instant) {
        defer { last = max(last ?? instant, instant) }
        guard let state, let last else {
            first = instant
            return
        }
        let passed = max(.zero, instant - last)
        time[state.kind, default: 0] = (Interval(milliseconds: time[state.kind] ?? 0) + passed).milliseconds
        guard let access = state.access else { return }
        usable = (Interval(milliseconds: usable) + max(.zero, min(instant, access.hardStop) - last)).milliseconds
    }

    private mutating func count(_ event: TokenEvent) {
        switch event.fact {
        case .grantIssued(_, let grant, let spent):
            latency.add((event.at - grant.requestedAt).milliseconds)
            if spent == nil { signIns += 1 } else { refreshes += 1 }
        case .requestDenied(_, let denial): denials[denial.code, default: 0] += 1
        case .requestFaulted(_, let fault): faults[fault.kind, default: 0] += 1
        case .deadlineReached:
            if case .inFlight? = state?.request?.phase { faults[.timedOut, default: 0] += 1 }
        case .accessRejected: refusals += 1
        case .signInRequested, .grantAdopted, .tokenRequested, .attemptInterrupted, .signOutRequested: break
        }
    }

    /// An attempt has ended where a request was waited for, and none of the same attempt is any more.
    private mutating func countEnd(_ event: TokenEvent, _ transition: Transition) {
        guard let request = state?.request, transition.state.request?.current.attempt != request.current.attempt else {
            return
        }
        tries[min(20, Int64(request.current.number)), default: 0] += 1
    }

    /// Takes all that another session's statistics took.
    package mutating func add(_ other: SessionStatistics) {
        func sum<Key>(_ own: inout [Key: Int64], _ others: [Key: Int64]) { own.merge(others, uniquingKeysWith: +) }
        sum(&kinds, other.kinds)
        sum(&dispositions, other.dispositions)
        sum(&failures, other.failures)
        sum(&denials, other.denials)
        sum(&faults, other.faults)
        sum(&tries, other.tries)
        sum(&time, other.time)
        latency.add(other.latency)
        refreshes += other.refreshes
        signIns += other.signIns
        refusals += other.refusals
        usable += other.usable
        first = [first, other.first].compactMap { $0 }.min()
        last = [last, other.last].compactMap { $0 }.max()
    }
}

extension LogReader {
    /// Counts what happened in the sessions that `query` asks for, in one pass and in memory that does not grow with
    /// the log. Time passes until the last event of the log that the query's times leave over.
    package func statistics(_ query: EventQuery = EventQuery()) throws(LogError) -> [SessionStatistics] {
        let labels = try labels()
        var sessions: [Int64: SessionStatistics] = [:]
        let cursor = try events(query)
        var end: Instant?
        while let stored = try cursor.next() {
            guard case .event(let event, from: _, let transition) = stored.content else { continue }
            let number = stored.session.number
            sessions[number, default: SessionStatistics(label: labels[number] ?? "")].add(event, transition)
            end = event.at
        }
        return sessions.sorted { $0.key < $1.key }.map { _, statistics in
            var statistics = statistics
            if let end { statistics.pass(until: end) }
            return statistics
        }
    }
}
