// SPDX-License-Identifier: Apache-2.0

// The example of the README, word for word: a test holds one against the other.

import AuditLog
import TicketparkAuth

struct Event: Decodable { var name: String }

func listEvents(
    from provider: Provider, in folder: String, signingInWith credentials: (name: String, password: String)
) async throws -> [Event] {
    let service = try await TokenService(
        provider: provider,
        log: .file(folder + "/auth.sqlite"), vaultKey: .file(path: folder + "/auth.key"))
    let session = try service.session("box-office")
    if await session.health.needsSignIn {
        // Once; from here on the session renews itself, and goes on after a restart without the password.
        try await session.signIn(username: credentials.name, password: credentials.password)
    }
    let api = try TicketparkClient(session: session)
    let events: [Event] = try await api.get("/events/", query: ["maxResults": 2]).decoded()
    try await service.shutDown()  // In a server, let a ServiceGroup run the service instead.
    return events
}
