// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Logging
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// A sandbox in another server's manner, and the real service before it, over HTTPS, on a log of its own.
struct OtherServerBench {
    let sandbox: Sandbox
    let server: OtherServer
    private let folder: URL

    /// Runs `body` with a bench of its own. The client secret has characters in it that each encoding sends otherwise.
    static func run(
        _ server: OtherServer, change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: (OtherServerBench) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration(manner: server.manner)
        configuration.clientSecret = "s%41&ü:/? +"
        change(&configuration)
        let sandbox = try await Sandbox.start(configuration)
        let folder = FileManager.default.temporaryDirectory.appending(path: "ticketpark-auth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            try sandbox.writeCertificateAuthority(to: folder.appending(path: "ca.pem"))
            try await body(OtherServerBench(sandbox: sandbox, server: server, folder: folder))
        } catch {
            try await sandbox.stop()
            throw error
        }
        try await sandbox.stop()
        try FileManager.default.removeItem(at: folder)
    }

    /// Runs `body` with the session of a service whose settings fit the server, but for those that are given.
    func withSession(
        authentication: ClientAuthentication? = nil, clientSecret: String? = nil, scope: String? = nil,
        _ body: (TokenSession) async throws -> Void
    ) async throws {
        let provider = try Provider(
            tokenEndpoint: sandbox.baseURL + "/oauth/v2/token", apiBaseURL: sandbox.baseURL,
            clientKey: sandbox.clientKey, clientSecret: Secret(clientSecret ?? sandbox.clientSecret),
            clientAuthentication: authentication ?? server.authentication, scope: scope ?? server.scope,
            policy: server.policy, trustRootsFile: folder.appending(path: "ca.pem").path)
        let service = try await TokenService(
            provider: provider, log: .file(log), vaultKey: .file(path: key),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await body(try service.session("box-office"))
        } catch {
            try await service.shutDown()
            throw error
        }
        try await service.shutDown()
    }

    /// Signs in as the server's one user.
    func signIn(_ session: TokenSession, password: String? = nil) async throws {
        try await session.signIn(username: sandbox.username, password: password ?? sandbox.password)
    }

    /// Why a sign-in brings no access token; `nil` where it brings one.
    func signInError(_ session: TokenSession, password: String? = nil) async throws -> TokenError? {
        do {
            try await signIn(session, password: password)
            return nil
        } catch let error as TokenError {
            return error
        }
    }

    /// Starts `tpauth`.
    func auth(_ arguments: String..., input: String = "") throws -> ToolProcess {
        let environment = [
            "TICKETPARK_BASE_URL": sandbox.baseURL, "TICKETPARK_CA_FILE": folder.appending(path: "ca.pem").path,
            "TICKETPARK_CLIENT_KEY": sandbox.clientKey, "TICKETPARK_CLIENT_SECRET": sandbox.clientSecret,
            "TICKETPARK_USERNAME": sandbox.username, "TPAUTH_LOG": log, "TPAUTH_KEY_FILE": key,
        ]
        return try ToolProcess(.tpauth, arguments, environment: environment, input: input, in: folder)
    }

    private var log: String { folder.appending(path: "auth.sqlite").path }
    private var key: String { folder.appending(path: "auth.key").path }

    /// What the log says that the server answered, one after the other.
    func answers() throws -> [LoggedAnswer] { try events().compactMap(LoggedAnswer.init) }

    /// All that the log holds.
    func events() throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        let cursor = try LogReader(path: log).events()
        while let event = try cursor.next() { events.append(event) }
        return events
    }

    /// Holds the log against itself, its key, and this build's machine.
    func expectSoundLog(location: SourceLocation = #_sourceLocation) async throws {
        for arguments in [["verify", log, "--key-file", key], ["replay", log]] {
            let result = try await ToolProcess(.tpaudit, arguments, in: folder).result()
            #expect(
                result.exit == 0, "tpaudit \(arguments[0]): \(result.output)\(result.error)", sourceLocation: location)
        }
    }
}
