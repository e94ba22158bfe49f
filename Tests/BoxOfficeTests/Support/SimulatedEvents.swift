// SPDX-License-Identifier: Apache-2.0

import TicketparkAuth
import TicketparkAuthTesting

@testable import tpboxoffice

/// The events of an API in a simulated world: it takes the tokens that the world's server issued.
struct SimulatedEvents: EventStore {
    static let carmen = Event(pid: "1", name: "Carmen", venue: "Opera")

    let source: any AccessTokenSource
    let server: ScriptedServer

    func list(page: Int) async throws -> EventList {
        try await authorize()
        return EventList(events: [Self.carmen], total: 1)
    }

    func event(_ pid: String) async throws -> Event {
        try await authorize()
        return Self.carmen
    }

    func create(_ event: NewEvent) async throws -> String {
        try await authorize()
        return "2"
    }

    private func authorize() async throws {
        let token = try await source.accessToken()
        guard server.accepts(token) else { throw Refused() }
    }

    /// A token was handed out that the server does not take.
    struct Refused: Error {}
}
