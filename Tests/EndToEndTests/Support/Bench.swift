// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A folder, a running sandbox, and the tools between them, as a user has them.
struct Bench {
    /// The current folder of the tools.
    let folder: URL
    let sandbox: SandboxProcess
    /// What the user has exported.
    var environment: [String: String]

    /// Runs `body` with a bench of its own.
    static func run(_ sandboxFlags: [String] = [], _ body: (Bench) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tpauth-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let sandbox = try await SandboxProcess.start(sandboxFlags, in: folder)
        do {
            try await body(Bench(folder: folder, sandbox: sandbox))
        } catch {
            try await sandbox.stop()
            throw error
        }
        try await sandbox.stop()
        try FileManager.default.removeItem(at: folder)
    }

    private init(folder: URL, sandbox: SandboxProcess) {
        self.folder = folder
        self.sandbox = sandbox
        let known = sandbox.announcement
        environment = [
            "TICKETPARK_BASE_URL": known.url, "TICKETPARK_CA_FILE": known.caFile,
            "TICKETPARK_CLIENT_KEY": known.clientKey, "TICKETPARK_CLIENT_SECRET": known.clientSecret ?? "",
            "TICKETPARK_USERNAME": known.username,
        ]
    }

    /// The user's password.
    var password: String { sandbox.announcement.password ?? "" }

    /// The log that the tools take by default.
    var log: URL { folder.appending(path: "auth.sqlite") }

    /// Runs `tpauth` to its end.
    ///
    /// - Parameter changes: Settings that differ from what is exported; nil takes one away.
    func auth(
        _ arguments: String..., input: String = "", changes: [String: String?] = [:], wrapper: [String] = []
    ) async throws -> ToolProcess.Result {
        try await start(arguments, input: input, changes: changes, wrapper: wrapper).result()
    }

    /// Starts `tpauth`.
    func start(
        _ arguments: [String], input: String = "", changes: [String: String?] = [:], wrapper: [String] = []
    ) throws -> ToolProcess {
        var environment = environment
        for (name, value) in changes { environment[name] = value }
        return try ToolProcess(
            .tpauth, arguments, environment: environment, input: input, in: folder, wrapper: wrapper)
    }

    /// Signs in.
    func login(session: String = "default") async throws {
        let result = try await auth("login", "--session", session, input: password + "\n")
        try #require(result.exit == 0, "\(result.error)")
    }

    /// Holds the log against itself, its key, and this build's machine.
    func expectSoundLog(_ comment: Comment? = nil, location: SourceLocation = #_sourceLocation) async throws {
        for arguments in [["verify", log.path, "--key-file", log.path + ".key"], ["replay", log.path]] {
            let result = try await ToolProcess(.tpaudit, arguments, in: folder).result()
            #expect(
                result.exit == 0, "tpaudit \(arguments[0]): \(result.output)\(result.error) \(comment ?? "")",
                sourceLocation: location)
        }
    }
}
