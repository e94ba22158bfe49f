// SPDX-License-Identifier: Apache-2.0

package import AuditLog
package import TokenMachine

/// Runs the machine of many sessions over one log: it appends what happens, publishes what became of it, and hands
/// out as orders what has to be done outside.
///
/// It is synchronous and takes log, clock and entropy from outside, so that a simulation runs it in one thread. Who
/// owns it calls it from one thread at a time and carries out ``takeOrders()`` after each call.
package final class Interpreter {
    /// Something to be done outside.
    package enum Order {
        /// Make a token request; ``Interpreter/prepare(_:)`` tells, just before the wire, whether and with what.
        case exchange(PendingExchange)
        /// Spend this refresh token of a session and drop the answer.
        case burn(Secret, SessionLabel)
    }

    /// A token request that a transition asked for.
    package struct PendingExchange: Sendable {
        package var label: SessionLabel
        package var request: TokenRequest
        /// The event from which it followed.
        package var cause: Int64
    }

    /// What it takes from outside beside the log.
    package struct Environment: Sendable {
        package var clocks: MachineClock.Sources
        /// That many random bytes.
        package var random: @Sendable (Int) -> [UInt8]

        package init(clocks: MachineClock.Sources, random: @escaping @Sendable (Int) -> [UInt8]) {
            self.clocks = clocks
            self.random = random
        }
    }

    let log: EventLog
    package let clock: MachineClock
    package let gate: ReadGate
    let policy: TokenPolicy
    private let random: @Sendable (Int) -> [UInt8]
    /// Told of every event of this process, after it was published.
    package var observer: (any TransitionObserver)?

    var sessions: [SessionLabel: LiveSession] = [:]
    var sessionsByID: [SessionID: LiveSession] = [:]
    /// Sessions in use that had no row in the log when that was last looked up.
    var rowless: Set<SessionLabel> = []
    /// What the present call gave rise to, which is appended together at its end.
    var pending: [Entry] = []
    /// Sessions that callers wait for. While there are any, the log is looked at for what other processes did.
    var awaited: Set<SessionLabel> = []
    /// How many callers wait, over all sessions.
    package var waitingCount = 0
    /// Sessions whose callers were told something by another process, which is still to reach them.
    var followed: Set<SessionLabel> = []
    var timers = TimerHeap()
    /// The seq up to which the log was followed.
    var lastSeen: Int64
    /// The row under which this process appends, once it has.
    var ownWriter: Int64?
    var isShuttingDown = false
    /// Whether the log is closed.
    var isClosed = false
    private var orders: [Order] = []
    private var healthChanges: [HealthChange] = []
    private var wallLead: Interval

    /// An interpreter of the sessions in `log`.
    package init(log: EventLog, policy: TokenPolicy, environment: Environment) {
        self.log = log
        self.policy = policy
        clock = MachineClock(environment.clocks, after: log.lastInstant)
        random = environment.random
        gate = ReadGate(commits: log.commits, seen: log.commits.value)
        lastSeen = log.size
        wallLead = clock.wallLead
    }

    /// What is to be done outside, each once.
    package func takeOrders() -> [Order] {
        defer { orders = [] }
        return orders
    }

    /// The changes of health since that was last asked, whoever brought them about.
    package func takeHealthChanges() -> [HealthChange] {
        defer { healthChanges = [] }
        return healthChanges
    }

    /// The session of that label, where it is in use.
    func published(_ label: SessionLabel) -> PublishedSession? {
        sessions[label]?.published
    }

    /// The seq of the last event of the log that this process knows of.
    package var size: Int64 { log.size }

    /// The name of a token.
    package func ref(of token: Secret) -> TokenRef {
        log.ref(of: token)
    }

    /// Whether there is anything to be done outside.
    package var hasOrders: Bool { !orders.isEmpty }

    func order(_ order: Order) {
        orders.append(order)
    }

    func tell(_ change: HealthChange) {
        healthChanges.append(change)
    }

    /// The identity of an event that is about to be appended.
    func makeEventID() -> EventID {
        EventID(milliseconds: clock.now.milliseconds, random: random(10))
    }

    /// The session of that label, read from the log when it is first used.
    func live(_ label: SessionLabel, published: PublishedSession) throws(LogError) -> LiveSession {
        if let session = sessions[label] { return session }
        follow()
        let found = try log.session(label)
        let session = LiveSession(label: label, published: published, state: found?.state ?? .initial(seed: 0))
        session.seq = found?.seq ?? 0
        session.version = found?.version ?? 0
        sessions[label] = session
        rowless.insert(label)
        if let found {
            enter(session, as: found.id)
            loadToken(session, from: [])
            session.deadlineCause = deadlineCause(of: found)
        }
        publish(session)
        if let found, !isShuttingDown {
            // Where this cannot be logged, the attempt ends with its time limit.
            attempt(in: session) { () throws(LogError) in try takeOver(session, id: found.id) }
        }
        setTimer(session)
        return session
    }

    /// Notes the number that the log has given to a session.
    func enter(_ session: LiveSession, as id: SessionID) {
        session.id = id
        sessionsByID[id] = session
        rowless.remove(session.label)
    }

    /// The event that set the deadline of a session, where it is the session's last one: nearly always it is.
    private func deadlineCause(of found: EventLog.Session) -> Int64? {
        // Where it cannot be read, the log says a little less; nothing else depends on it.
        guard found.seq > 0, let last = try? log.events(after: found.seq - 1, limit: 1).first,
            last.transition?.effects.wake != nil
        else { return nil }
        return found.seq
    }

    /// Ends the sign-in of a process that is known to be gone, and the password with it: nobody else will.
    ///
    /// A refresh goes on without that process when its time limit has passed. Until then the server may still be at work
    /// on what was sent, and the refresh token is not to be spent a second time.
    private func takeOver(_ session: LiveSession, id: SessionID) throws(LogError) {
        guard case .authenticating(let held) = session.state,
            let sender = try log.sender(of: held.request.current, in: id), try log.isGone(writer: sender)
        else { return }
        try process(
            .attemptInterrupted(held.request.current.attempt), in: session, cause: session.deadlineCause)
    }

    /// Logs a jump of the wall clock against machine time.
    func noteClockJump() {
        let lead = clock.wallLead
        let jump = lead - wallLead
        guard abs(jump.milliseconds) > Interpreter.noticedJump.milliseconds else { return }
        let record = AppendRequest(
            id: makeEventID(), .record(LogRecord(.clockJumped, amount: jump)), at: clock.now)
        // A jump that cannot be logged now is logged with the next event.
        guard (try? log.append([record])) != nil else { return }
        wallLead = lead
    }

    /// A smaller jump is what clocks do all day.
    private static let noticedJump = Interval.seconds(5)
}

/// Is told of every event that this process appended, for metrics and logging.
package protocol TransitionObserver {
    func observe(_ event: StoredEvent, in session: SessionLabel)
    func observe(_ error: LogError, in session: SessionLabel)

    /// Runs `body`, which appends to the log and waits for the disk.
    func measureAppend<Result>(_ body: () throws(LogError) -> Result) throws(LogError) -> Result
}

extension TransitionObserver {
    /// Runs `body` unmeasured.
    package func measureAppend<Result>(_ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        try body()
    }
}
