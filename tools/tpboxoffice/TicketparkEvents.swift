// SPDX-License-Identifier: Apache-2.0

import Foundation
import TicketparkAuth

/// The events of the Ticketpark API.
struct TicketparkEvents: EventStore {
    /// How many events a page has.
    private static let pageSize = 20
    private let client: TicketparkClient

    init(_ client: TicketparkClient) {
        self.client = client
    }

    func list(page: Int) async throws -> EventList {
        let page = try await client.get("/events/", query: ["page": .init(page), "maxResults": .init(Self.pageSize)])
        let events: [Event] = try page.decoded()
        return EventList(events: events, total: page.totalCount ?? events.count)
    }

    func event(_ pid: String) async throws -> Event {
        // What comes from outside may hold a slash, or lead elsewhere.
        let element = pid.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])) ?? ""
        return try await client.get("/events/\(element)").decoded()
    }

    func create(_ event: NewEvent) async throws -> String {
        try await client.post("/events/", json: event).generatedPid
    }
}

extension TicketparkClient {
    /// A client whose callers wait for a token no longer than that: who stands at a counter does not wait for half a
    /// minute, and a request that waits takes memory.
    init(patience: Duration, of session: TokenSession) throws(ProviderError) {
        try self.init(session: ImpatientSession(session: session, patience: patience), provider: session.provider)
    }
}

/// A session whose callers wait for a token only so long.
struct ImpatientSession: AccessTokenSource {
    let session: TokenSession
    let patience: Duration

    func accessToken() async throws -> AccessToken {
        try await session.accessToken(waitingUpTo: patience)
    }

    func reject(_ token: AccessToken) async {
        await session.reject(token)
    }
}
