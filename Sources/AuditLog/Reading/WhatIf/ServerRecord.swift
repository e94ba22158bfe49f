// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// How the token endpoint answered a session's tries, and when: what is known of how it would have answered others.
struct ServerRecord {
    /// What became of a try.
    enum Answer: Hashable {
        case tokens(lifetime: Interval?, hasRefresh: Bool)
        case denial(Denial)
        case fault(Fault)
        /// No answer came within the time limit.
        case silence
    }

    /// A try that was made.
    struct Entry: Hashable {
        var sentAt: Instant
        var latency: Interval
        var answer: Answer
    }

    /// The tries, in the order in which they were sent.
    private(set) var entries: [Entry] = []
    private var sent: [TokenTry: Instant] = [:]

    /// Takes the next event of the session.
    mutating func add(_ event: TokenEvent, before: TokenState, _ transition: Transition) {
        if let request = transition.effects.send { sent[request.current] = event.at }
        switch event.fact {
        case .grantIssued(let current, let grant, spent: _):
            let answer = Answer.tokens(lifetime: grant.access?.lifetime, hasRefresh: grant.refresh != nil)
            note(current, answer, sentAt: grant.requestedAt, at: event.at)
        case .requestDenied(let current, let denial): note(current, .denial(denial), sentAt: nil, at: event.at)
        case .requestFaulted(let current, let fault): note(current, .fault(fault), sentAt: nil, at: event.at)
        case .deadlineReached:
            guard let request = before.request, case .inFlight = request.phase else { return }
            note(request.current, .silence, sentAt: nil, at: event.at)
        case .signInRequested, .grantAdopted, .tokenRequested, .accessRejected, .attemptInterrupted,
            .signOutRequested:
            return
        }
    }

    private mutating func note(_ current: TokenTry, _ answer: Answer, sentAt: Instant?, at: Instant) {
        guard let known = sent.removeValue(forKey: current) else { return }
        let start = max(known, sentAt ?? known)
        entries.append(Entry(sentAt: start, latency: max(.zero, at - start), answer: answer))
    }

    /// How a try sent at `instant` would most likely have been answered: as the last one before it was, or where there
    /// is none, as the first one after it.
    func entry(at instant: Instant) -> Entry? {
        // Late answers come after those to later tries, so the order is nearly that of sending.
        entries.last { $0.sentAt <= instant } ?? entries.first
    }
}
