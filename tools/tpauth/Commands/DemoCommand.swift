// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation
import TicketparkAuth
import TicketparkSandbox

/// `tpauth demo`: shows a session's life.
struct DemoCommand: AuthCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch a session live, fail and recover, against a server in this process.",
        usage: "tpauth demo [--fast] [--log <log>]",
        discussion: """
            Needs no account and no network. The server is the sandbox that tpsandbox runs; its credentials open \
            nothing else. The audit log stays behind, for tpaudit.

            EXAMPLE:
              tpauth demo --fast && tpaudit events demo.sqlite
            """)

    @Option(help: "The log to leave behind. (default: demo.sqlite, or the next free name)", completion: .file())
    var log: String?
    @Flag(help: "Finish within 20 seconds.")
    var fast = false

    func execute() async throws -> AuthExit {
        let place = try DemoPlace(log)
        if place.isRenamed {
            try StandardStream.output.write(line: "demo.sqlite is there already: the log is \(place.path)")
        }
        do {
            try await run(place)
        } catch let error as SandboxError {
            try Task.checkCancellation()
            throw Refusal(.cannotOpen, "the sandbox does not start: \(error)")
        } catch let error as LogError {
            throw Refusal(error)
        }
        return .fine
    }

    private func run(_ place: DemoPlace) async throws {
        let lifetime = fast ? 3 : 8
        let sandbox = try await Sandbox.start(SandboxConfiguration(accessTokenLifetime: .seconds(lifetime)))
        let authority = FileManager.default.temporaryDirectory.appending(path: "tpauth-demo-\(sandbox.port)-ca.pem")
        do {
            try sandbox.writeCertificateAuthority(to: authority)
            let demo = try Demo(sandbox, lifetimeSeconds: lifetime, place: place, authority: authority.path)
            try await demo.run()
        } catch {
            try? FileManager.default.removeItem(at: authority)
            try await sandbox.stop()
            throw error
        }
        try FileManager.default.removeItem(at: authority)
        try await sandbox.stop()
    }
}
