// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkSandbox
import TokenMachine

@testable import TicketparkAuth

/// What is left of a service that was shut down: nothing.
@Suite(.timeLimit(.minutes(1))) struct LeftoverTests {
    /// Where a service is when it is told to end.
    enum Moment: CaseIterable {
        case atRest, signedOut, evicted, withCallers, withRequest, withLateRequest, inBackOff, withListeners, withBurn
    }

    @Test(arguments: Moment.allCases)
    func `no task, no timer and no request is left of a service, whatever it was doing`(moment: Moment) async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: true)
        weak var executor: LogExecutor?
        weak var service: TokenService?
        do {
            let own = LogExecutor(name: "test")
            let running = try world.service(endpoint, executor: own)
            (executor, service) = (own, running)
            try await live(running, until: moment, endpoint, world)
        }
        // Whatever would still run for it would hold it, and what was broken off ends in a moment.
        while executor != nil || service != nil { await Task.yield() }
        #expect(endpoint.underWay == 0)
        #expect(world.clock.sleeperCount == 0)
        #expect(try OpenDescriptors.files(below: world.folder) == [])
    }

    #if os(Linux)
        @Test func `no connection is left of a service whose requests hang`() async throws {
            let silent = try await RawServer.start(.bytesThenSilence(""))
            let world = try EndpointWorld()
            let provider = try Provider.ticketpark(
                clientKey: "1_silent", clientSecret: Secret("silent"), baseURL: "http://127.0.0.1:\(silent.port)",
                allowsPlainHTTPOnLoopback: true)
            let service = try world.service(try HTTPTokenEndpoint(provider: provider))
            _ = try await service.sessions(5)
            for _ in 1...5 { await silent.waitForRequest() }
            #expect(try OpenDescriptors.connections(toPort: silent.port).count == 5)
            world.clock.advance(by: .seconds(60))
            try await service.shutDown()
            #expect(try await OpenDescriptors.areConnectionsClosed(toPort: silent.port))
            try await silent.stop()
        }

        @Test func `a client for the API keeps a connection until it is shut down`() async throws {
            try await SandboxWorld.run { world in
                try await world.withSession { session in
                    let client = try TicketparkClient(session: session)
                    _ = try await client.get("/events/")
                    #expect(try !OpenDescriptors.connections(toPort: world.sandbox.port).isEmpty)
                    await client.shutdown()
                    #expect(try await OpenDescriptors.areConnectionsClosed(toPort: world.sandbox.port))
                }
            }
        }
    #endif

    private func live(
        _ service: TokenService, until moment: Moment, _ endpoint: GatedEndpoint, _ world: EndpointWorld
    ) async throws {
        let session = try service.session("box-office")
        try await session.signIn(username: "box-office", password: "correct horse")
        let token = try await session.accessToken()
        switch moment {
        case .atRest: break
        case .signedOut: try await session.signOut()
        case .evicted: #expect(try await service.evict("box-office"))
        case .withListeners:
            let changes = session.changes
            try await service.shutDown()
            for await _ in changes {}
        case .withBurn:
            endpoint.close()
            try await session.signOut(burn: true)
            await endpoint.waitForRequests(2)
            let ending = Task { try await service.shutDown() }
            endpoint.open()
            try await ending.value
        case .withCallers, .withRequest, .withLateRequest, .inBackOff:
            endpoint.close()
            await session.reject(token)
            await endpoint.waitForRequests(2)
            if moment == .inBackOff {
                endpoint.fail(2)
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
            }
            let callers = (1...5).map { _ in Task { try await session.accessToken() } }
            if moment == .withLateRequest { world.clock.advance(by: .seconds(60)) }
            let ending = Task { try await service.shutDown() }
            for caller in callers { _ = try await tokenError { _ = try await caller.value } }
            if moment == .withCallers || moment == .withRequest { endpoint.open() }
            try await ending.value
        }
        try await service.shutDown()
    }
}
