// SPDX-License-Identifier: Apache-2.0

import AuditLog
import HTTPTypes
import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

/// Another HTTP stack beneath a client.
@Suite(.timeLimit(.minutes(1))) struct ClientTransportTests {
    @Test func `a whole API can be a closure, in virtual time`() async throws {
        let world = SimulatedWorld(seed: 7)
        try await world.run(for: .hours(3)) { session in
            let client = try AuthorizedClient(
                session: session,
                transport: ClientTransport { request, body in
                    try await world.clock.sleep(for: .seconds(2))
                    let token = try await session.accessToken()
                    let isAccepted = request.headerFields[.authorization] == "Bearer \(token.secret.reveal())"
                    guard world.server.accepts(token), isAccepted else {
                        return (HTTPResponse(status: .unauthorized), ResponseBody())
                    }
                    var bytes: [UInt8] = []
                    if let body { for try await chunk in body { bytes += chunk } }
                    return (HTTPResponse(status: .ok), ResponseBody(bytes))
                }, timeLimit: .seconds(30), clock: world.clock)
            let request = HTTPRequest(method: .post, scheme: "https", authority: "api.ticketpark.ch", path: "/a")
            for _ in 0..<20 {
                let (head, body) = try await client.send(request, body: RequestBody { Chunks(["a", "b"]) })
                #expect(head.status == .ok)
                #expect(try await body.collect(upTo: 2) == Array("ab".utf8))
                try await world.clock.sleep(for: .seconds(290))
            }
            await #expect(throws: TransportError(.timedOut, reached: .maybe)) {
                try await client.send(request, timeLimit: .seconds(1))
            }
        }
        #expect(world.history.invariantViolations == [])
    }

    @Test func `a transport is shut down with its client`() async throws {
        let ends = Collected<String>()
        let transport = ClientTransport { _, _ in
            (HTTPResponse(status: .ok), ResponseBody())
        } shutdown: {
            ends.add("ended")
        }
        try await withServer(.drop) { server, _ in
            try await AuthorizedClient(session: CountingSource(), provider: server.provider(), transport: transport)
                .shutdown()
        }
        #expect(ends.all == ["ended"])
    }

    /// The server may have done what was asked, and nobody can tell from here.
    @Test(arguments: [HTTPRequest.Method.get, .post])
    func `a request on a kept connection that the server drops is not sent again`(
        method: HTTPRequest.Method
    ) async throws {
        try await withServer(.script([answer("200 OK", body: "yes"), .drop])) { server, client in
            let (_, body) = try await client.send(server.request(method), body: RequestBody("{}".utf8))
            _ = try await body.collect(upTo: 10)
            await #expect(throws: TransportError(.disconnected, reached: .maybe)) {
                try await client.send(server.request(method), body: RequestBody("{}".utf8))
            }
            #expect(server.received.count == 2)
            #expect(server.connections == 1)
        }
    }

    @Test func `a request that found nobody may be sent again`() async throws {
        let server = try await RawServer.start(.drop)
        try await server.stop()
        let client = try AuthorizedClient(session: CountingSource(), provider: server.provider())
        let error = await #expect(throws: TransportError.self) {
            try await client.send(server.request(.post), body: RequestBody("{}".utf8))
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.reached == .no)
        await client.shutdown()
    }

    @Test func `a body is read by one task at a time, and after its end there is no more`() async throws {
        let stream = SilentStream()
        let body = ResponseBody(stream)
        let reader = Task { try await body.collect(upTo: 10) }
        await stream.waitForDraws(1)
        await #expect(throws: BodyError.isBeingRead) { try await body.collect(upTo: 10) }
        reader.cancel()
        _ = await reader.result
        await stream.waitForEnd()
        #expect(try await body.collect(upTo: 10).isEmpty)
    }
}
