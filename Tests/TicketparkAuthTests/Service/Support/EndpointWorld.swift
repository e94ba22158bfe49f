// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Logging
import TicketparkAuth
import TokenMachine

/// A folder for a log, and services on it that ask an endpoint in this process.
final class EndpointWorld: Sendable {
    let clock = HandClock()
    let folder: URL

    var logPath: String { folder.appending(path: "auth.sqlite").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ticketpark-auth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A service. To be shut down.
    func service(
        _ endpoint: some TokenEndpoint, concurrentTokenRequests: Int = 64, policy: TokenPolicy = .ticketpark,
        credentials: (any CredentialSource)? = nil, onHealthChange: (@Sendable (HealthChange) async -> Void)? = nil,
        executor: LogExecutor = LogExecutor(name: "ticketpark-auth.log")
    ) throws -> TokenService {
        let sources = clock.sources
        var logEnvironment = LogEnvironment.system
        logEnvironment.wallMicroseconds = { sources.wall() * 1000 }
        return try TokenService(
            provider: .ticketpark(clientKey: "1_test", clientSecret: Secret("test"), policy: policy),
            log: .file(logPath), vaultKey: .file(path: folder.appending(path: "auth.key").path), endpoint: endpoint,
            logEnvironment: logEnvironment,
            environment: Interpreter.Environment(clocks: sources, random: logEnvironment.random),
            concurrentTokenRequests: concurrentTokenRequests, credentials: credentials,
            onHealthChange: onHealthChange, executor: executor, logger: .silent)
    }

    /// Runs `body` with a service, and shuts the service down.
    func withService(
        _ endpoint: some TokenEndpoint, concurrentTokenRequests: Int = 64, policy: TokenPolicy = .ticketpark,
        credentials: (any CredentialSource)? = nil, onHealthChange: (@Sendable (HealthChange) async -> Void)? = nil,
        _ body: (TokenService) async throws -> Void
    ) async throws {
        let service = try service(
            endpoint, concurrentTokenRequests: concurrentTokenRequests, policy: policy, credentials: credentials,
            onHealthChange: onHealthChange)
        do {
            try await body(service)
        } catch {
            try await service.shutDown()
            throw error
        }
        try await service.shutDown()
    }

    /// The log, opened by somebody else.
    func openLog() throws -> EventLog {
        try EventLog(path: logPath, keys: .file(path: folder.appending(path: "auth.key").path), creation: .never)
    }

    /// All bytes of all files.
    func bytes() throws -> Data {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
    }

    /// All that the log holds.
    func events() throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        let cursor = try LogReader(path: logPath).events()
        while let event = try cursor.next() { events.append(event) }
        return events
    }
}

extension TokenService {
    /// That many sessions, each with a refresh token and no access token.
    func sessions(_ count: Int) async throws -> [TokenSession] {
        var sessions: [TokenSession] = []
        for number in 0..<count {
            let session = try session("session-\(number)")
            try await session.adopt(refreshToken: "adopted-\(number)")
            sessions.append(session)
        }
        return sessions
    }
}
