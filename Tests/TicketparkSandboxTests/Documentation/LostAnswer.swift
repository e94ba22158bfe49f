// SPDX-License-Identifier: Apache-2.0

// The listing of TicketparkSandbox.md, word for word: a test holds one against the other.

import TicketparkSandbox

/// Runs `client` against a server that rotates at the first refresh and then breaks the connection.
func withLostAnswer(_ client: (_ baseURL: String, _ authorityPEM: String) async throws -> Void) async throws {
    let sandbox = try await Sandbox.start()
    sandbox.inject(.dropAfterRotating, into: .refresh)
    do {
        try await client(sandbox.baseURL, sandbox.certificateAuthorityPEM)
    } catch {
        try await sandbox.stop()
        throw error
    }
    try await sandbox.stop()
}
