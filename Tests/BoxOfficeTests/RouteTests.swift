// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import TicketparkAuthTesting
import TokenMachine

@testable import TicketparkAuth
@testable import tpboxoffice

/// What the routes answer.
struct RouteTests {
    /// Runs `body` at a box office in a world where nothing goes wrong.
    private func visit(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let world = SimulatedWorld(seed: 1)
        try await world.run(for: .hours(1)) { session in
            let office = BoxOffice(session: session, events: SimulatedEvents(source: session, server: world.server))
            try await Application(router: office.router()).test(.router) { try await body($0) }
        }
    }

    @Test func `events are listed, found and made`() async throws {
        try await visit { client in
            let list = try await client.execute(uri: "/events?page=0", method: .get)
            #expect(list.status == .ok)
            #expect(String(buffer: list.body).contains("\"total\":1"))
            let event = try await client.execute(uri: "/events/1", method: .get)
            #expect(
                try JSONDecoder().decode(Event.self, from: Data(event.body.readableBytesView))
                    == SimulatedEvents.carmen)
            let made = try await client.execute(
                uri: "/events", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"name": "Nora"}"#))
            #expect(made.status == .created && made.headers[.location] == "/events/2")
        }
    }

    @Test func `what is not JSON, and what is not there, is refused`() async throws {
        try await visit { client in
            for body in ["{", #"{"title": "Nora"}"#] {
                let refused = try await client.execute(
                    uri: "/events", method: .post, headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: body))
                #expect(refused.status == .badRequest)
            }
            #expect(try await client.execute(uri: "/orders", method: .get).status == .notFound)
        }
    }

    @Test(
        arguments: [
            (.needsSignIn(.refreshTokenLost), nil), (.timedOut, nil), (.shuttingDown, nil), (.superseded, nil),
            (.unavailable(until: .distantFuture, .unavailable), "3600"),
            (.unavailable(until: .distantPast, .clientRejected), "1"),
        ] as [(TokenError, String?)])
    func `without a token the service is unavailable, and says so`(error: TokenError, retryAfter: String?) {
        let answer = HTTPError(error)
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == retryAfter)
        #expect(answer.body == error.description)
    }

    @Test(
        arguments: [
            (.notFound(refusal(404)), .notFound), (.conflict(refusal(409)), .conflict),
            (.rejected(refusal(422)), .badRequest), (.unauthorized(refusal(401)), .badGateway),
            (.forbidden(refusal(403)), .badGateway), (.serverError(refusal(500)), .badGateway),
            (.redirected(refusal(302)), .badGateway),
            (.unexpectedContent(refusal(200), .noLocation), .badGateway),
            (.invalidRequest(.pathHoldsDotSegment), .internalServerError),
            (.overloaded(refusal(429), retryAfter: nil), .serviceUnavailable),
            (.transport(transport(.no)), .serviceUnavailable), (.transport(transport(.maybe)), .badGateway),
        ] as [(APIError, HTTPResponse.Status)])
    func `what the API does not do has a status that fits`(error: APIError, status: HTTPResponse.Status) {
        let answer = HTTPError(error)
        #expect(answer.status == status)
        #expect(answer.body == error.description)
    }

    @Test func `the API's wish to be left alone goes on to the caller`() {
        #expect(
            HTTPError(APIError.overloaded(Self.refusal(503), retryAfter: .seconds(7_200))).headers[.retryAfter]
                == "3600")
    }

    private static func refusal(_ status: Int) -> APIError.Refusal {
        APIError.Refusal(method: .get, path: "/events/", status: status, challenge: nil)
    }

    private static func transport(_ reached: Reach) -> APIError.Transport {
        APIError.Transport(method: .post, path: "/events/", kind: .disconnected, reached: reached, detail: nil)
    }
}
