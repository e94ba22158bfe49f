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
    private let configuration: SandboxConfiguration

    var logPath: String { folder.appending(path: "auth.sqlite").path }
    var keyPath: String { folder.appending(path: "auth.key").path }

    /// Runs `body` in a world of its own, which ends with it.
    static func run(
        _ configuration: SandboxConfiguration = SandboxConfiguration(), policy: TokenPolicy = .ticketpark,
        _ body: (SandboxWorld) async throws -> Void
    ) async throws {
        let world = try await SandboxWorld(configuration, policy: policy)
        do {
            try await body(world)
        } catch {
            try await world.end()
            throw error
        }
        try await world.end()
    }

    private init(_ configuration: SandboxConfiguration, policy: TokenPolicy) async throws {
        self.configuration = configuration
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
        try await sandbox.stop()
        try FileManager.default.removeItem(at: folder)
    }

    /// Runs `body` with a service on the world's log, and shuts the service down.
    func withService(logger: Logger? = nil, _ body: (TokenService) async throws -> Void) async throws {
        let service = try await TokenService(
            provider: provider, log: .file(logPath), vaultKey: .file(path: keyPath),
            logger: logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await body(service)
        } catch {
            try await service.shutDown()
            throw error
        }
        try await service.shutDown()
    }

    /// Signs in as the sandbox's one user.
    func signIn(_ session: TokenSession) async throws {
        try await session.signIn(username: configuration.username, password: configuration.password)
    }
}
