// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// An event that tickets are sold for.
struct Event: ResponseCodable, Hashable {
    var pid: String
    var name: String
    var venue: String?
}

/// A page of events, and how many there are in all.
struct EventList: ResponseEncodable, Hashable {
    var events: [Event]
    var total: Int
}

/// An event that is to be made.
struct NewEvent: Codable, Hashable {
    var name: String
    var venue: String?
}

/// What the box office needs of the API. Its tests have a stand-in for it.
protocol EventStore: Sendable {
    /// The events of a page, counted from 0.
    func list(page: Int) async throws -> EventList

    /// One event.
    func event(_ pid: String) async throws -> Event

    /// Makes an event.
    ///
    /// - Returns: Its pid.
    func create(_ event: NewEvent) async throws -> String
}
