// SPDX-License-Identifier: Apache-2.0

public import AuditLog
import Dispatch
public import Logging
public import ServiceLifecycle
import Synchronization
import TokenMachine

/// Keeps the sessions of one provider alive, over one audit log.
///
/// Several services, in this and in other processes of the host, may share a log and then share its sessions: one
/// refreshes, the others read the new token from the vault. A service has to be shut down: by ``shutDown()``, or by
/// the service group that runs it.
///
/// Operators see it through swift-log, swift-metrics and swift-distributed-tracing, as far as the process sets them up:
///
/// | metric | of what | dimensions |
/// |---|---|---|
/// | `ticketpark_auth_transitions_total` | events that were met | `from`, `to`, `event` |
/// | `ticketpark_auth_failures_total` | events that left a failure | `failure` |
/// | `ticketpark_auth_request_duration` | exchanges with the token endpoint | `operation`, `outcome` |
/// | `ticketpark_auth_append_duration` | appends to the log | |
/// | `ticketpark_auth_waiters` | callers that wait, now | |
/// | `ticketpark_auth_log_errors_total` | appends that failed | |
///
/// | span | of what | attributes |
/// |---|---|---|
/// | `token sign-in`, `token refresh`, `token burn` | an exchange, the root of a trace as it serves many callers | `ticketpark_auth.session`, `.operation`, `.attempt`, `.try`, `.outcome`, `error.type` |
/// | `POST` | the request beneath it | OpenTelemetry's of HTTP clients; a URL without its query |
/// | `token wait` | a caller that waits, in the caller's trace | `ticketpark_auth.session` |
///
/// Log lines carry `session`, `seq`, `event`, `from`, `to` and `failure`. Nothing secret is in any of them.
public final class TokenService: Service, Sendable {
    private let keeper: SessionKeeper
    private let endpoint: any TokenEndpoint
    private let sessions = Mutex(SessionTable())
    private let gate: ReadGate
    private let clock: MachineClock
    private let recovery: UnattendedSignIn?
    private let watches: [HealthWatch]
    /// Who issues the tokens.
    public let provider: Provider

    /// How many token requests are under way at a time unless a service is told otherwise.
    public static let defaultConcurrentTokenRequests = 64

    /// Opens the log and keeps its sessions from now on.
    ///
    /// - Parameters:
    ///   - provider: Who issues the tokens.
    ///   - log: Where the audit log is.
    ///   - vaultKey: Where the keys of the log come from.
    ///   - concurrentTokenRequests: How many token requests are under way at a time; a number below 1 counts as 1. The
    ///     others wait for their turn, in the order in which they came up.
    ///   - credentials: Where user names and passwords come from for sessions that need a sign-in while nobody is there;
    ///     `nil` where such a session waits for somebody to sign in.
    ///   - onHealthChange: Is told when a session in use can serve its callers better or worse than before, so that
    ///     somebody can be paged: of one change after the other, the newest of each session. It may take its time.
    ///   - logger: Where log lines go. Nothing secret is ever in them.
    /// - Throws: `LogError` where log or keys cannot be used, ``ProviderError`` where the provider cannot.
    public convenience init(
        provider: Provider, log: LogLocation, vaultKey: KeySource,
        concurrentTokenRequests: Int = TokenService.defaultConcurrentTokenRequests,
        credentials: (any CredentialSource)? = nil,
        onHealthChange: (@Sendable (HealthChange) async -> Void)? = nil,
        logger: Logger = Logger(label: "ticketpark-auth")
    ) async throws {
        try self.init(
            provider: provider, log: log, vaultKey: vaultKey, endpoint: try HTTPTokenEndpoint(provider: provider),
            logEnvironment: .service,
            environment: Interpreter.Environment(clocks: .system, random: LogEnvironment.system.random),
            concurrentTokenRequests: concurrentTokenRequests, credentials: credentials,
            onHealthChange: onHealthChange, executor: LogExecutor(name: "ticketpark-auth.log"), logger: logger)
    }

    package init(
        provider: Provider, log location: LogLocation, vaultKey: KeySource, endpoint: any TokenEndpoint,
        logEnvironment: LogEnvironment, environment: Interpreter.Environment,
        concurrentTokenRequests: Int = TokenService.defaultConcurrentTokenRequests,
        credentials: (any CredentialSource)? = nil,
        onHealthChange: (@Sendable (HealthChange) async -> Void)? = nil,
        executor: any SerialExecutor = LogExecutor(name: "ticketpark-auth.log"),
        taskExecutor: (any TaskExecutor)? = nil, logger: Logger
    ) throws(LogError) {
        let creation: EventLog.Creation
        switch location {
        case .file: creation = .ifMissing
        case .existingFile: creation = .never
        }
        let log = try EventLog(
            path: location.path, keys: vaultKey, creation: creation, environment: logEnvironment)
        let interpreter = Interpreter(log: log, policy: provider.policy, environment: environment)
        let instruments = Instruments(logger: logger)
        interpreter.observer = instruments
        self.provider = provider
        self.endpoint = endpoint
        gate = interpreter.gate
        clock = interpreter.clock
        let keeperReference = KeeperReference()
        let recovery = credentials.map { source in
            UnattendedSignIn(
                source: source, policy: provider.policy, clock: interpreter.clock, taskExecutor: taskExecutor
            ) { session, credentials, failure in
                try await keeperReference.keeper?.signInAgain(session, credentials, ifNeededAfter: failure)
            }
        }
        var watches: [HealthWatch] = []
        if let recovery { watches.append(HealthWatch(taskExecutor: taskExecutor) { await recovery.note($0) }) }
        if let onHealthChange { watches.append(HealthWatch(taskExecutor: taskExecutor, onHealthChange)) }
        self.watches = watches
        self.recovery = recovery
        keeper = SessionKeeper(
            interpreter: interpreter, clock: interpreter.clock, endpoint: endpoint, instruments: instruments,
            watches: watches, requestLimit: concurrentTokenRequests, executor: executor, taskExecutor: taskExecutor)
        keeperReference.keeper = keeper
    }

    /// Lets go of what is kept in memory of a session. It is not renewed any more until it is used again, and then it is
    /// read from the log; nothing of it is lost.
    ///
    /// - Returns: Whether that has happened: not where callers wait for it, a request of this process is on its way, or
    ///   somebody listens to its ``TokenSession/changes``.
    @discardableResult
    public func evict(_ session: String) async throws(SessionLabelError) -> Bool {
        let label = try SessionLabel(session)
        guard await keeper.evict(label) else { return false }
        sessions.withLock { $0.letGo(of: label) }
        return true
    }

    /// The session of that label. One that the log does not know begins unauthenticated.
    ///
    /// - Parameter label: 1 to 128 bytes without control characters.
    public func session(_ label: String) throws(SessionLabelError) -> TokenSession {
        let label = try SessionLabel(label)
        let published = sessions.withLock { $0.session(label) }
        return TokenSession(
            label: label, provider: provider, published: published, keeper: keeper, gate: gate, clock: clock)
    }

    /// Runs until the service group shuts down, then shuts down.
    public func run() async throws {
        try? await gracefulShutdown()
        try await shutDown()
    }

    /// Shuts down: callers that wait are told, a request in flight is waited for until its time limit, everything is
    /// closed. Sessions go on with whoever opens the log next.
    public func shutDown() async throws(LogError) {
        defer {
            for session in sessions.withLock({ $0.removeAll() }) { session.finish() }
        }
        await recovery?.finish()
        for watch in watches { watch.finish() }
        do throws(LogError) {
            try await keeper.shutDown()
        } catch {
            await endpoint.shutdown()
            throw error
        }
        await endpoint.shutdown()
    }

    /// Says that the ``CredentialSource`` has other credentials for `session`, such as a new password: the source is asked
    /// again, also after a denial. Where the session needs no sign-in, nothing happens.
    public func credentialsChanged(for session: String) async throws(SessionLabelError) {
        await recovery?.credentialsChanged(for: try SessionLabel(session))
    }
}

extension LogEnvironment {
    /// The system's, with little patience: a commit takes less than a millisecond, and while the keeper waits for
    /// another process it serves nobody. What could not be appended is tried again by itself.
    fileprivate static var service: LogEnvironment {
        var environment = LogEnvironment.system
        environment.lockSeconds = 2
        return environment
    }
}
