// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Authlib's OAuth 2.0 server on Flask, in a process of its own: `Peers/authlib_server.py`. It shares no code with
/// this package, so that nothing of what both sides say to each other is our own mistake made twice.
final class AuthlibServer: Sendable {
    /// A line of the server's own log: one token request.
    struct Request: Decodable {
        /// Seconds since 1970.
        var time: Double
        var grantType: String?
        var result: String
        var status: Int
        var error: String?
        var refreshTokenHash: String?
        var fault: String?
        /// The client's port.
        var connection: Int

        private enum CodingKeys: String, CodingKey {
            case time, result, status, error, fault, connection
            case grantType = "grant_type"
            case refreshTokenHash = "refresh_token"
        }
    }

    static let clientKey = "test-client"
    static let username = "tester@example.com"
    static let password = "pa ss+w%20rd&ü=1"

    let baseURL: String
    let folder: URL
    private let process: pid_t
    private let ended: AsyncStream<Never>

    /// The certificate authority that clients are to trust.
    var authorityFile: String { folder.appending(path: "certs/ca.pem").path }

    /// A Python that has Authlib and Flask: that of `.build-venv`, else the one on the path.
    static let python: String? = [root.appending(path: ".build-venv/bin/python3").path, "/usr/bin/env python3"]
        .first { succeeds($0.split(separator: " ").map(String.init) + ["-c", "import authlib, flask"]) }

    static let absence: String =
        "needs Authlib and Flask: python3 -m venv .build-venv && "
        + ".build-venv/bin/pip install authlib flask"

    private static let peers = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Peers")
    private static let root = peers.appending(path: "../../..").standardized

    /// Runs `body` with a server started with these flags, its certificates and its log in a folder of its own.
    static func run(_ flags: [String] = [], _ body: (AuthlibServer) async throws -> Void) async throws {
        let server = try await AuthlibServer(flags)
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        try FileManager.default.removeItem(at: server.folder)
    }

    private init(_ flags: [String]) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ticketpark-auth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let certificates = folder.appending(path: "certs").path
        guard Self.succeeds(["/bin/sh", Self.peers.appending(path: "make_ca.sh").path, certificates]) else {
            throw NotStarted(reason: "make_ca.sh failed")
        }
        let command =
            (Self.python ?? "").split(separator: " ").map(String.init) + [
                Self.peers.appending(path: "authlib_server.py").path, "--port", "0",
                "--cert", certificates + "/server.pem", "--key", certificates + "/server.key",
                "--log", folder.appending(path: "requests.jsonl").path, "--token-seconds", "600",
            ]
        let server = Process()
        server.executableURL = URL(filePath: command[0])
        server.arguments = Array(command.dropFirst()) + flags
        let output = Pipe()
        server.standardOutput = output
        server.standardError = FileHandle.nullDevice
        let (ended, continuation) = AsyncStream<Never>.makeStream()
        self.ended = ended
        server.terminationHandler = { _ in continuation.finish() }
        try server.run()
        process = server.processIdentifier
        let line = await Self.firstLine(of: output.fileHandleForReading)
        guard let ready = try? JSONDecoder().decode(Ready.self, from: line) else {
            kill(process, SIGKILL)
            throw NotStarted(reason: String(decoding: line, as: UTF8.self))
        }
        baseURL = "https://localhost:\(ready.port)"
    }

    /// The token requests so far.
    var requests: [Request] {
        get throws {
            try Data(contentsOf: folder.appending(path: "requests.jsonl"))
                .split(separator: UInt8(ascii: "\n"))
                .map { try JSONDecoder().decode(Request.self, from: $0) }
        }
    }

    /// The requests with a refresh token so far.
    var refreshes: [Request] {
        get throws { try requests.filter { $0.grantType == "refresh_token" } }
    }

    private func stop() async {
        // It has nothing to put in order, and may have inherited that other signals are blocked.
        kill(process, SIGKILL)
        for await _ in ended {}
    }

    private struct Ready: Decodable {
        var port: Int
    }

    private struct NotStarted: Error {
        var reason: String
    }

    private static func firstLine(of file: FileHandle) async -> Data {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var line = Data()
                while !line.contains(UInt8(ascii: "\n")) {
                    let part = file.availableData
                    if part.isEmpty { break }
                    line.append(part)
                }
                continuation.resume(returning: line)
            }
        }
    }

    private static func succeeds(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
