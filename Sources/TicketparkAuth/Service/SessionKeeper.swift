// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine
import Tracing

/// The actor around the interpreter: it carries out orders, sleeps until the next timer, and is otherwise as thin as
/// can be.
actor SessionKeeper {
    private nonisolated let executor: any SerialExecutor
    /// Where tasks of this actor run while they are not on it; `nil` for the shared pool.
    nonisolated let taskExecutor: (any TaskExecutor)?
    private let interpreter: Interpreter
    private let endpoint: any TokenEndpoint
    private let instruments: Instruments
    private let watches: [HealthWatch]
    private nonisolated let clock: MachineClock
    private nonisolated let mailbox = KeeperMailbox()
    private var slots: RequestSlots
    private var exchanges: [Int: Task<Void, Never>] = [:]
    /// Refresh tokens that are being spent to kill them.
    private var burns: [Int: Task<Void, Never>] = [:]
    private var burnCount = 0
    private var timer: (task: Task<Void, Never>, time: Instant)?
    /// Shutdowns that wait for what is in flight: for its answer, its time limit or the log's recovery, whichever comes
    /// first.
    private var drains: [CheckedContinuation<Void, Never>] = []
    /// How many callers waited when that was last told.
    private var waitingCount = 0
    private var isClosed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(
        interpreter: sending Interpreter, clock: MachineClock, endpoint: any TokenEndpoint, instruments: Instruments,
        watches: [HealthWatch], requestLimit: Int, executor: any SerialExecutor, taskExecutor: (any TaskExecutor)?
    ) {
        slots = RequestSlots(limit: requestLimit)
        self.executor = executor
        self.taskExecutor = taskExecutor
        self.interpreter = interpreter
        self.endpoint = endpoint
        self.instruments = instruments
        self.watches = watches
        self.clock = clock
    }

    /// Answers `call` when there is a token, or none. Nobody waits for this actor, which may be busy with the disk: a
    /// caller that is cancelled leaves at once.
    nonisolated func requestToken(_ call: Interpreter.TokenCall) {
        guard mailbox.put(.call(call)) else { return }
        // What other callers put in meanwhile is collected with it, so it is no part of what this one does.
        ServiceContext.withValue(nil) {
            _ = Task(executorPreference: taskExecutor) { await self.collect() }
        }
    }

    /// Takes what has arrived.
    private func collect() {
        interpreter.take(mailbox.takeAll())
        carryOut()
    }

    func signIn(
        _ label: SessionLabel, _ published: PublishedSession, username: Secret, password: Secret,
        ifNeededAfter failure: Failure? = nil, waiter: Waiter<AccessToken>, limit: Interval
    ) {
        interpreter.signIn(
            label, published: published, username: username, password: password, ifNeededAfter: failure,
            waiter: waiter, limit: limit)
        carryOut()
    }

    /// Signs in where the session still needs it for that reason. Returns when that has ended.
    func signInAgain(_ label: SessionLabel, _ credentials: UserCredentials, ifNeededAfter failure: Failure) async throws
    {
        guard let published = interpreter.published(label) else { return }
        let waiter = Waiter<AccessToken>()
        signIn(
            label, published, username: credentials.username, password: credentials.password, ifNeededAfter: failure,
            waiter: waiter, limit: .hours(1))
        _ = try await waiter.value()
    }

    func adopt(
        _ label: SessionLabel, _ published: PublishedSession, access: (secret: Secret, lifetime: Interval?)?,
        refresh: Secret?
    ) throws(TokenError) {
        defer { carryOut() }
        try interpreter.adopt(label, published: published, access: access, refresh: refresh)
    }

    func signOut(_ label: SessionLabel, _ published: PublishedSession, burn: Bool) throws(TokenError) {
        defer { carryOut() }
        try interpreter.signOut(label, published: published, burn: burn)
    }

    func reject(_ label: SessionLabel, _ published: PublishedSession, ref: TokenRef) {
        interpreter.reject(label, published: published, ref: ref)
        carryOut()
    }

    func evict(_ label: SessionLabel) -> Bool {
        defer { carryOut() }
        return interpreter.evict(label)
    }

    func keep(_ label: SessionLabel, _ published: PublishedSession) {
        interpreter.keep(label, published: published)
        carryOut()
    }

    func state(of label: SessionLabel, _ published: PublishedSession) throws(TokenError) -> TokenState {
        defer { carryOut() }
        return try interpreter.state(of: label, published: published)
    }

    /// Shuts down: callers are told, a request in flight is waited for until its time limit, the log is closed.
    func shutDown() async throws(LogError) {
        guard !isClosed else { return }
        interpreter.beginShutdown()
        carryOut()
        if !isDrained { await withCheckedContinuation { drains.append($0) } }
        guard !isClosed else { return }
        isClosed = true
        timer?.task.cancel()
        timer = nil
        for task in exchanges.values { task.cancel() }
        for task in burns.values { task.cancel() }
        exchanges = [:]
        burns = [:]
        slots.removeWaiting()
        try interpreter.finishShutdown()
    }

    private var isDrained: Bool {
        interpreter.isDrained && burns.isEmpty
    }

    /// Lets a shutdown go on that waits for what was in flight.
    private func endDrains() {
        guard !drains.isEmpty, isDrained else { return }
        for drain in drains { drain.resume() }
        drains = []
    }

    private func carryOut() {
        repeat {
            for order in interpreter.takeOrders() {
                switch order {
                case .exchange(let exchange): slots.enqueue(exchange)
                case .burn(let token, let label): burn(token, of: label)
                }
            }
            while !isClosed, let exchange = slots.next(at: clock.now) { start(exchange) }
        } while interpreter.hasOrders
        for change in interpreter.takeHealthChanges() {
            for watch in watches { watch.tell(change) }
        }
        setTimer()
        endDrains()
        let count = interpreter.waitingCount
        if count != waitingCount { instruments.observe(waiting: count) }
        waitingCount = count
    }

    /// Sends a request. It belongs to this actor and to no caller, and its answer is waited for elsewhere.
    private func start(_ exchange: Interpreter.PendingExchange) {
        guard let ready = interpreter.prepare(exchange) else { return }
        let number = slots.take(until: ready.timeLimit)
        exchanges[number] = Task(executorPreference: taskExecutor) { @concurrent [endpoint, instruments, mailbox] in
            let outcome = await instruments.measure(.exchange(exchange.request), of: exchange.label) {
                await endpoint.exchange(
                    TokenExchange(credential: ready.credential, openFor: .milliseconds(ready.openFor.milliseconds)))
            }
            _ = mailbox.put(.answer(Interpreter.Answer(exchange, ready, outcome)))
            await self.finish(number)
        }
    }

    private func finish(_ number: Int) {
        exchanges[number] = nil
        slots.release(number)
        collect()
    }

    private func burn(_ token: Secret, of label: SessionLabel) {
        burnCount += 1
        let number = burnCount
        burns[number] = Task(executorPreference: taskExecutor) { @concurrent [endpoint, instruments] in
            // Whatever comes back is dropped; the token is dead if the server saw it.
            _ = await instruments.measure(.burn, of: label) {
                await endpoint.exchange(TokenExchange(credential: .refreshToken(token), openFor: .seconds(60)))
            }
            await self.finishBurn(number)
        }
    }

    private func finishBurn(_ number: Int) {
        burns[number] = nil
        endDrains()
    }

    /// Sleeps until the next timer; while callers wait, no longer than it takes to see what other processes did.
    private func setTimer() {
        guard !isClosed else { return }
        var next = interpreter.nextWake
        if let release = slots.nextRelease { next = min(next ?? .distantFuture, release) }
        if interpreter.isAwaiting {
            next = min(next ?? .distantFuture, clock.now + SessionKeeper.pollInterval)
        }
        if let timer, let next, timer.time <= next { return }
        timer?.task.cancel()
        timer = next.map { time in
            // What is done then is no part of what is done now.
            ServiceContext.withValue(nil) {
                // No hold on the actor while it sleeps: a service that was let go of ends.
                let task = Task(executorPreference: taskExecutor) { [weak self, clock] in
                    guard (try? await clock.sleep(until: time)) != nil else { return }
                    await self?.fire()
                }
                return (task, time)
            }
        }
    }

    private func fire() {
        timer = nil
        guard !isClosed else { return }
        interpreter.tick()
        carryOut()
    }

    private static let pollInterval = Interval.milliseconds(10)
}
