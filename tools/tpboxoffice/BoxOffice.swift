// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import TicketparkAuth

/// What the service does over HTTP.
struct BoxOffice: Sendable {
    let session: TokenSession
    let events: any EventStore

    /// The routes.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: RefusalMiddleware())
        router.get("health") { _, _ in
            let report = await health()
            return EditedResponse(status: report.isServing ? .ok : .serviceUnavailable, response: report)
        }
        router.get("events") { request, _ in
            try await events.list(page: request.uri.queryParameters.get("page", as: Int.self) ?? 0)
        }
        router.get("events/:pid") { _, context in
            try await events.event(try context.parameters.require("pid"))
        }
        router.post("events") { request, context in
            let pid = try await events.create(try await request.decode(as: NewEvent.self, context: context))
            return Response(status: .created, headers: [.location: "/events/\(pid)"])
        }
        return router
    }

    /// How the session stands. Asking for it also takes notice of what other processes did, such as a sign-in.
    func health() async -> HealthReport {
        HealthReport(await session.health, session: "\(session.label)")
    }
}
