// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import TicketparkAuth
import TicketparkSandbox

/// Runs `body` with a sandbox of its own and the provider that describes it, and stops the sandbox.
func withSandbox(
    _ configuration: SandboxConfiguration = SandboxConfiguration(),
    clientSecret: String? = nil,
    _ body: (Sandbox, Provider) async throws -> Void
) async throws {
    let sandbox = try await Sandbox.start(configuration)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try sandbox.writeCertificateAuthority(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let provider = try Provider.ticketpark(
        clientKey: sandbox.clientKey, clientSecret: Secret(clientSecret ?? sandbox.clientSecret),
        baseURL: sandbox.baseURL, trustRootsFile: file.path)
    do {
        try await body(sandbox, provider)
    } catch {
        sandbox.releaseHeldAnswers()
        try await sandbox.stop()
        throw error
    }
    try await sandbox.stop()
}
