// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Logging
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// A sandbox, a folder for a log, and services between them, over real HTTPS.
final class SandboxWorld: Sendable {
    let sandbox: Sandbox
    let folder: URL
    let provider: Provider
    /// By which services and sandbox live, where it is not the system's.
    private let clock: HandClock?
    private let configuration: SandboxConfiguration

    var logPath: String { folder.appending(path: "auth.sqlite").path }
    var keyPath: String { folder.appending(path: "auth.key").path }

    /// Runs `body` in a world of its own, which ends with it.
    static func run(
        _ configuration: SandboxConfiguration = SandboxConfiguration(), policy: TokenPolicy = .ticketpark,
        clock: HandClock? = nil, _ body: (SandboxWorld) async throws -> Void
    ) async throws {
        var configuration = configuration
        if let clock { configuration.now = { clock.date } }
        let world = try await SandboxWorld(configuration, policy: policy, clock: clock)
        do {
            try await body(world)
        } catch {
            try await world.end()
            throw error
        }
        try await world.end()
    }

    private init(_ configuration: SandboxConfiguration, policy: TokenPolicy, clock: HandClock?) async throws {
        self.configuration = configuration
        self.clock = clock
        sandbox = try await Sandbox.start(configuration)
        folder = FileManager.default.temporaryDirectory.appending(path: "ticketpark-auth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let authority = folder.appending(path: "ca.pem")
        try Data(sandbox.certificateAuthorityPEM.utf8).write(to: authority)
        provider = try .ticketpark(
            clientKey: configuration.clientKey, clientSecret: Secret(configuration.clientSecret),
            baseURL: sandbox.baseURL, policy: policy, trustRootsFile: authority.path)
    }

    private func end() async throws {
        sandbox.releaseHeldAnswers()
        try await sandbox.stop()
        try FileManager.default.removeItem(at: folder)
    }

    /// Starts a service on the world's log. To be shut down.
    ///
    /// - Parameter lockSeconds: How long it waits for the log's lock.
    func startService(
        logger: Logger = .silent, lockSeconds: Int = 10, log: LogLocation? = nil
    ) throws -> TokenService {
        let sources = clock?.sources ?? .system
        var logEnvironment = LogEnvironment.system
        logEnvironment.wallMicroseconds = { sources.wall() * 1000 }
        logEnvironment.lockSeconds = lockSeconds
        return try TokenService(
            provider: provider, log: log ?? .file(logPath), vaultKey: .file(path: keyPath),
            endpoint: try HTTPTokenEndpoint(provider: provider), logEnvironment: logEnvironment,
            environment: Interpreter.Environment(clocks: sources, random: logEnvironment.random), logger: logger)
    }

    /// Runs `body` with a service on the world's log, and shuts the service down.
    func withService(
        logger: Logger = .silent, lockSeconds: Int = 10, _ body: (TokenService) async throws -> Void
    ) async throws {
        let service = try startService(logger: logger, lockSeconds: lockSeconds)
        do {
            try await body(service)
        } catch {
            sandbox.releaseHeldAnswers()
            try await service.shutDown()
            throw error
        }
        try await service.shutDown()
    }

    /// Runs `body` with a session that is signed in.
    func withSession(
        logger: Logger = .silent, lockSeconds: Int = 10, _ body: (TokenSession) async throws -> Void
    ) async throws {
        try await withService(logger: logger, lockSeconds: lockSeconds) { service in
            let session = try service.session("box-office")
            try await signIn(session)
            try await body(session)
        }
    }

    /// Signs in as the sandbox's one user.
    func signIn(_ session: TokenSession, waitingUpTo limit: Duration = TokenSession.defaultLimit) async throws {
        try await session.signIn(
            username: configuration.username, password: configuration.password, waitingUpTo: limit)
    }

    /// The exchange of the sandbox's one user and password.
    var signInExchange: TokenExchange {
        TokenExchange(
            credential: .password(username: Secret(configuration.username), password: Secret(configuration.password)),
            openFor: .seconds(60))
    }

    /// Tokens got past all services, as by another program.
    func issueElsewhere() async throws -> IssuedTokens {
        let endpoint = try HTTPTokenEndpoint(provider: provider)
        let outcome = await endpoint.exchange(signInExchange)
        await endpoint.shutdown()
        guard case .granted(let tokens) = outcome else { throw Unexpected(outcome: "\(outcome)") }
        return tokens
    }

    /// All that the log holds.
    func events() throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        let cursor = try LogReader(path: logPath).events()
        while let event = try cursor.next() { events.append(event) }
        return events
    }

    /// How many events of that kind the log holds.
    func count(of kind: EventKind) throws -> Int {
        try events().count { $0.event?.kind == kind }
    }

    /// Returns when the log holds an event for which `isMet` holds. It comes by itself; only when is not known.
    func waitForEvent(where isMet: (StoredEvent) -> Bool) async throws {
        let log = try openLog()
        while true {
            let count = log.commits.value
            if try events().contains(where: isMet) { return }
            while log.commits.value == count { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    /// Returns when a caller waits for a token of `session`: the first one is logged in each state.
    func waitForCaller(of session: TokenSession) async throws {
        try await waitForEvent { $0.event?.kind == .tokenRequested }
    }

    /// The log opened by another process, which is gone when the object is.
    func openLog() throws -> EventLog {
        try EventLog(path: logPath, keys: .file(path: keyPath), creation: .never)
    }
}

/// What a test did not count on.
struct Unexpected: Error {
    var outcome: String
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
