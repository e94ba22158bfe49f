import AuditLog
import TokenMachine

/// The actor around the interpreter: it carries out orders, sleeps until the next timer, and is otherwise as thin as
/// can be.
actor SessionKeeper {
    private nonisolated let executor: any SerialExecutor
    /// Where tasks of this actor run while they are not on it; `nil` for the shared pool.
    nonisolated let taskExecutor: (any TaskExecutor)?
    private let interpreter: Interpreter
    private let endpoint: any TokenEndpoint
    private let instruments: Instruments
    private nonisolated let clock: MachineClock
    private var exchanges: [Int: Task<Void, Never>] = [:]
    private var exchangeCount = 0
    /// Refresh tokens that are being spent to kill them.
    private var burnsInFlight = 0
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
        executor: any SerialExecutor, taskExecutor: (any TaskExecutor)?
    ) {
        self.executor = executor
        self.taskExecutor = taskExecutor
        self.interpreter = interpreter
        self.endpoint = endpoint
        self.instruments = instruments
        self.clock = clock
    }

    func requestToken(
        _ label: SessionLabel, _ published: PublishedSession, waiter: Waiter<AccessToken>, limit: Interval
    ) {
        interpreter.requestToken(label, published: published, waiter: waiter, limit: limit)
        carryOut()
    }

    func signIn(
        _ label: SessionLabel, _ published: PublishedSession, username: Secret, password: Secret,
        waiter: Waiter<AccessToken>, limit: Interval
    ) {
        interpreter.signIn(
            label, published: published, username: username, password: password, waiter: waiter, limit: limit)
        carryOut()
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
        for exchange in exchanges.values { exchange.cancel() }
        exchanges = [:]
        try interpreter.finishShutdown()
    }

    private var isDrained: Bool {
        interpreter.isDrained && burnsInFlight == 0
    }

    /// Lets a shutdown go on that waits for what was in flight.
    private func endDrains() {
        guard !drains.isEmpty, isDrained else { return }
        for drain in drains { drain.resume() }
        drains = []
    }

    private func carryOut() {
        for order in interpreter.takeOrders() {
            switch order {
            case .exchange(let exchange): start { await $0.run(exchange) }
            case .burn(let token):
                burnsInFlight += 1
                start { await $0.burn(token) }
            }
        }
        setTimer()
        endDrains()
        let count = interpreter.waitingCount
        if count != waitingCount { instruments.observe(waiting: count) }
        waitingCount = count
    }

    /// Starts something that belongs to this actor and not to any caller.
    private func start(_ body: @escaping @Sendable (isolated SessionKeeper) async -> Void) {
        exchangeCount += 1
        let number = exchangeCount
        exchanges[number] = Task(executorPreference: taskExecutor) { await self.run(number, body) }
    }

    private func run(_ number: Int, _ body: @Sendable (isolated SessionKeeper) async -> Void) async {
        await body(self)
        exchanges[number] = nil
    }

    private func run(_ exchange: Interpreter.PendingExchange) async {
        guard !isClosed, let ready = interpreter.prepare(exchange) else { return carryOut() }
        let outcome = await instruments.measure(exchange) {
            await endpoint.exchange(
                TokenExchange(credential: ready.credential, openFor: .milliseconds(ready.openFor.milliseconds)))
        }
        guard !isClosed else { return }
        interpreter.finish(exchange, ready, outcome)
        carryOut()
    }

    private func burn(_ token: Secret) async {
        defer {
            burnsInFlight -= 1
            endDrains()
        }
        // Whatever comes back is dropped; the token is dead if the server saw it.
        _ = await endpoint.exchange(TokenExchange(credential: .refreshToken(token), openFor: .seconds(60)))
    }

    /// Sleeps until the next timer; while callers wait, no longer than it takes to see what other processes did.
    private func setTimer() {
        guard !isClosed else { return }
        var next = interpreter.nextWake
        if interpreter.isAwaiting {
            next = min(next ?? .distantFuture, clock.now + SessionKeeper.pollInterval)
        }
        if let timer, let next, timer.time <= next { return }
        timer?.task.cancel()
        timer = next.map { time in
            // No hold on the actor while it sleeps: a service that was let go of ends.
            (
                Task(executorPreference: taskExecutor) { [weak self, clock] in
                    guard (try? await clock.sleep(until: time)) != nil else { return }
                    await self?.fire()
                }, time
            )
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
