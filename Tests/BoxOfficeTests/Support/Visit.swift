// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import TicketparkAuth
import TicketparkAuthTesting

@testable import tpboxoffice

/// What a monitor and a customer find at the same time.
struct Visit {
    var health: HTTPResponse.Status
    var report: HealthReport
    var sale: HTTPResponse.Status
    var retryAfter: String?
    var said: String

    /// Goes to the box office of a simulated world.
    init(to session: TokenSession, in world: SimulatedWorld) async throws {
        let source = ImpatientSession(session: session, patience: .seconds(5))
        let office = BoxOffice(session: session, events: SimulatedEvents(source: source, server: world.server))
        let application = Application(router: office.router())
        (health, report, sale, retryAfter, said) = try await application.test(.router) { client in
            let health = try await client.execute(uri: "/health", method: .get)
            let sale = try await client.execute(uri: "/events", method: .get)
            return (
                health.status, try JSONDecoder().decode(HealthReport.self, from: Data(health.body.readableBytesView)),
                sale.status, sale.headers[.retryAfter], String(buffer: sale.body)
            )
        }
    }
}
