// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension Interpreter {
    /// An event that is to be appended, and the session that it is about.
    struct Entry {
        var session: LiveSession
        var request: AppendRequest
        var secrets: [VaultedToken] = []
        /// Whether it is kept until the log takes it: an answer may carry the only live refresh token. What follows
        /// from a timer or a caller comes again with them.
        var isKept = false
    }

    /// Appends what happened to a session at once, publishes what became of it, and runs its effects.
    @discardableResult
    func process(
        _ fact: TokenEvent.Fact, in session: LiveSession, secrets: [VaultedToken] = [], cause: Int64? = nil,
        expectedVersion: Int64? = nil
    ) throws(LogError) -> AppendOutcome? {
        try flush(session)
        var entry = entry(fact, in: session, secrets: secrets, cause: cause)
        entry.request.expectedVersion = expectedVersion
        return try append([entry]).last
    }

    /// Has an event appended at the end of the present call, together with whatever else came up in it.
    func enqueue(_ fact: TokenEvent.Fact, in session: LiveSession, cause: Int64? = nil) {
        pending.append(entry(fact, in: session, cause: cause))
    }

    /// Has an answer of the token endpoint appended at the end of the present call. One that cannot be appended then
    /// stays in memory until it can.
    func submit(
        _ fact: TokenEvent.Fact, in session: LiveSession, secrets: [VaultedToken] = [], note: String?, cause: Int64
    ) {
        // Those that could not be appended before come first.
        pending += session.unlogged
        session.unlogged = []
        var entry = entry(fact, in: session, secrets: secrets, cause: cause)
        entry.request.note = note
        entry.isKept = true
        pending.append(entry)
    }

    private func entry(
        _ fact: TokenEvent.Fact, in session: LiveSession, secrets: [VaultedToken] = [], cause: Int64?
    ) -> Entry {
        Entry(
            session: session,
            request: AppendRequest(
                id: makeEventID(), .event(fact, session.label, policy: policy, secrets: secrets), at: clock.now,
                cause: cause),
            secrets: secrets)
    }

    /// Appends what the present call gave rise to, and what follows from that. One commit serves many sessions.
    func commitPending() {
        while !pending.isEmpty {
            let batch = Array(pending.prefix(Interpreter.batchLimit))
            pending.removeFirst(batch.count)
            commit(batch)
        }
    }

    private func commit(_ batch: [Entry]) {
        defer { for entry in batch { entry.session.isAsking = false } }
        do {
            _ = try append(batch)
        } catch {
            guard error.mayConcernOneEvent, batch.count > 1 else {
                // What the log as a whole does not take now is not tried again for each session.
                let rest = error.mayConcernOneEvent ? [] : pending
                if !rest.isEmpty { pending = [] }
                for entry in batch + rest { setAside(entry, error) }
                for entry in rest { entry.session.isAsking = false }
                return
            }
            for entry in batch {
                // Its answers are appended in their order, or not yet.
                guard entry.session.unlogged.isEmpty else {
                    setAside(entry, error)
                    continue
                }
                commit([entry])
            }
        }
    }

    private func setAside(_ entry: Entry, _ error: LogError) {
        if entry.isKept { entry.session.unlogged.append(entry) }
        note(error, in: entry.session)
    }

    /// Appends the answers that could not be appended before, in their order.
    func flush(_ session: LiveSession) throws(LogError) {
        while !session.unlogged.isEmpty {
            // Taken out first, as what follows from it may lead back here.
            let first = session.unlogged.removeFirst()
            do throws(LogError) {
                _ = try append([first])
            } catch {
                session.unlogged.insert(first, at: 0)
                throw error
            }
        }
    }

    /// Runs `body`; where the log cannot be written, that is noted and the log is tried again later.
    func attempt(in session: LiveSession, _ body: () throws(LogError) -> Void) {
        do {
            try body()
        } catch {
            note(error, in: session)
        }
    }

    /// Notes that the log cannot be used, so that it is tried again later. The same error is reported once.
    func note(_ error: LogError, in session: LiveSession) {
        if session.logError != error { observer?.observe(error, in: session.label) }
        session.logError = error
        session.logRetry = clock.now + Interpreter.logRetryInterval
        setTimer(session)
    }

    /// Appends in one transaction, after which everything that other processes appended before is followed first.
    func append(_ entries: [Entry]) throws(LogError) -> [AppendOutcome] {
        noteClockJump()
        let outcomes: [AppendOutcome]
        do throws(LogError) {
            outcomes = try observed { () throws(LogError) in try log.append(entries.map(\.request)) }
        } catch {
            // Here the log did what it was asked to do.
            if case .versionConflict = error { throw error }
            // Whoever the error is for, what waits to be appended is not forgotten; and what was to be appended now
            // may be in the log after all.
            gate.close()
            for entry in entries { note(error, in: entry.session) }
            throw error
        }
        var settlements: [Settlement] = []
        for (entry, outcome) in zip(entries, outcomes) {
            let session = entry.session
            session.logError = nil
            session.logRetry = nil
            guard case .appended(let stored) = outcome else { continue }
            // Where the log cannot be read now, it is followed later from where it was left, this event included.
            if follow(before: stored.seq) { lastSeen = max(lastSeen, stored.seq) }
            advanceClock(to: stored.at)
            ownWriter = stored.writer
            guard stored.session != .log else { continue }
            if session.id == nil { enter(session, as: stored.session) }
            if let settlement = apply(stored, to: session, secrets: entry.secrets, isFollowed: false) {
                settlements.append(settlement)
            }
        }
        if lastSeen >= log.size { gate.advance(to: log.ownCommit) }
        // Not before all of it was taken over: what callers are told must not be older than what they can read.
        for settlement in settlements { settle(settlement) }
        settleFollowed()
        return outcomes
    }

    private func observed<Result>(_ append: () throws(LogError) -> Result) throws(LogError) -> Result {
        guard let observer else { return try append() }
        return try observer.measureAppend(append)
    }

    /// How long to wait before the log is tried again.
    static let logRetryInterval = Interval.milliseconds(500)

    /// How many events are appended in one transaction at most: others wait for the lock meanwhile.
    private static let batchLimit = 256
}

extension LogError {
    /// Whether it may be the fault of one event of those that were appended together, and not of the log.
    var mayConcernOneEvent: Bool {
        switch self {
        case .damaged, .idTaken, .versionConflict, .notWritten: true
        default: false
        }
    }
}
