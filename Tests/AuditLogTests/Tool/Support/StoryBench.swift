// SPDX-License-Identifier: Apache-2.0

import TokenMachine

@testable import AuditLog

/// A log whose session lives through a story: each call is what happens next, at the time that the call makes it.
final class StoryBench {
    let bench: LogBench
    let label: SessionLabel
    var policy: TokenPolicy
    private(set) var state: TokenState = .initial(seed: 0)
    /// Machine time, in milliseconds.
    private(set) var now: Int64 = 1_700_000_000_000
    private var log: EventLog
    private var wallOffset: Int64 = 0
    private var tokens = 0
    private var lastSend: Int64?

    init(_ label: SessionLabel = .office, policy: TokenPolicy = .ticketpark, seed: UInt64 = 1) throws {
        bench = try LogBench(seed: seed)
        self.label = label
        self.policy = policy
        log = try bench.open()
    }

    /// The log's file, closed and with all of it in the main file.
    func finished() throws -> LogBench {
        try log.close()
        try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bench
    }

    /// Lets time pass.
    func wait(_ seconds: Int64) {
        now += seconds * 1000
        bench.clock.microseconds = (now + wallOffset) * 1000
    }

    /// Another process takes over, of which there has been nothing in the log.
    func takeOver(processID: Int64) throws {
        try log.close()
        log = try bench.open { $0.processID = processID }
    }

    func signIn() throws {
        wait(1)
        try append(.signInRequested)
    }

    /// The request on its way is answered with tokens.
    func grant(lifetime: Int64? = 600, refresh hasRefresh: Bool = true, after seconds: Int64 = 1) throws {
        let requestedAt = now
        wait(seconds)
        guard let current = state.request?.current else { return }
        try issue(to: current, lifetime: lifetime, hasRefresh: hasRefresh, requestedAt: requestedAt)
    }

    /// An answer with tokens to a try that need not be awaited any more.
    func issue(
        to current: TokenTry, lifetime: Int64? = 600, hasRefresh: Bool = true, requestedAt: Int64? = nil,
        spent: TokenRef? = nil
    ) throws {
        tokens += 1
        func token(_ kind: TokenKind) -> VaultedToken {
            let secret = Secret("\(label.text)-\(kind)-\(tokens)")
            return VaultedToken(ref: log.ref(of: secret), kind: kind, secret: secret)
        }
        let secrets = hasRefresh ? [token(.access), token(.refresh)] : [token(.access)]
        let grant = Grant(
            access: GrantedAccessToken(ref: secrets[0].ref, lifetime: lifetime.map { .seconds($0) }),
            refresh: hasRefresh ? secrets[1].ref : nil, requestedAt: Instant(milliseconds: requestedAt ?? now))
        try append(
            .grantIssued(current, grant, spent: spent ?? state.refresh?.ref), secrets: secrets, cause: lastSend)
    }

    func adopt(_ refresh: TokenRef) throws {
        wait(1)
        try append(
            .grantAdopted(Grant(access: nil, refresh: refresh, requestedAt: Instant(milliseconds: now))))
    }

    /// The session's timer goes off, so many seconds late.
    func reachDeadline(late seconds: Int64 = 0) throws {
        if let due = state.deadline(policy: policy), due > Instant(milliseconds: now) { now = due.milliseconds }
        wait(seconds)
        try append(.deadlineReached, cause: lastSend)
    }

    func fault(_ kind: FaultKind, status: UInt16? = nil, reached: Reach = .maybe, note: String? = nil) throws {
        wait(1)
        guard let current = state.request?.current else { return }
        try append(.requestFaulted(current, Fault(kind, status: status, reached: reached)), cause: lastSend, note: note)
    }

    func deny(_ code: OAuthErrorCode, status: UInt16 = 400, note: String? = nil) throws {
        wait(1)
        guard let current = state.request?.current else { return }
        try append(.requestDenied(current, Denial(code: code, status: status)), cause: lastSend, note: note)
    }

    func reject() throws {
        wait(1)
        guard let access = state.access else { return }
        try append(.accessRejected(access.ref))
    }

    func ask(times: Int = 1) throws {
        for _ in 0..<times {
            now += 500
            wait(0)
            try append(.tokenRequested)
        }
    }

    func interrupt() throws {
        guard let attempt = state.request?.current.attempt else { return }
        try append(.attemptInterrupted(attempt), cause: lastSend)
    }

    func signOut(burn: Bool = false) throws {
        wait(1)
        try append(.signOutRequested(burn: burn))
    }

    func jump(_ seconds: Int64) throws {
        wallOffset += seconds * 1000
        wait(1)
        let jumped = LogRecord(.clockJumped, amount: .seconds(seconds))
        _ = try log.append([bench.record(jumped, at: now)])
    }

    private func append(
        _ fact: TokenEvent.Fact, secrets: [VaultedToken] = [], cause: Int64? = nil, note: String? = nil
    ) throws {
        let stored = try log.append(
            bench.event(fact, label, at: now, policy: policy, secrets: secrets, cause: cause, note: note))
        guard let transition = stored.transition else { return }
        state = transition.state
        if transition.effects.send != nil || transition.effects.wake != nil { lastSend = stored.seq }
    }
}
