// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TokenMachine

/// Sessions that a service lets go of.
@Suite(.timeLimit(.minutes(1))) struct EvictionTests {
    @Test func `a session that was let go of is not renewed, and goes on when it is used again`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: true)
        try await world.withService(endpoint) { service in
            let session = try service.session("box-office")
            try await session.signIn(username: "box-office", password: "correct horse")
            let token = try await session.accessToken()
            #expect(try await service.evict("box-office"))
            world.clock.advance(by: .seconds(30))
            // From the vault, and by a handle from before.
            #expect(try await session.accessToken() == token)
            #expect(try await service.evict("box-office"))
            world.clock.advance(by: .seconds(900))
            #expect(endpoint.count == 1)
            #expect(try await service.session("box-office").accessToken() != token)
            #expect(endpoint.count == 2)
            #expect(try await session.accessToken() != token)
        }
    }

    @Test func `who reads a token of a session that was let go of has it renewed when that is due`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: true)
        try await world.withService(endpoint) { service in
            let session = try service.session("box-office")
            try await session.signIn(username: "box-office", password: "correct horse")
            _ = try await session.accessToken()
            #expect(try await service.evict("box-office"))
            // Due, and usable still.
            world.clock.advance(by: .seconds(500))
            #expect(endpoint.count == 1)
            _ = try await session.accessToken()
            await endpoint.waitForRequests(2)
        }
    }

    @Test func `a session that somebody waits for is kept`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: false)
        try await world.withService(endpoint) { service in
            let session = try service.session("box-office")
            try await session.adopt(refreshToken: "adopted")
            async let token = session.accessToken()
            await endpoint.waitForRequests(1)
            #expect(try await service.evict("box-office") == false)
            endpoint.open()
            _ = try await token
            var changes = session.changes.makeAsyncIterator()
            _ = await changes.next()
            #expect(try await service.evict("box-office") == false)
            withExtendedLifetime(changes) {}
        }
    }

    @Test func `another process's events of a session that was let go of are not missed`() async throws {
        let world = try EndpointWorld()
        try await world.withService(GatedEndpoint(isOpen: true)) { service in
            let session = try service.session("box-office")
            try await session.signIn(username: "box-office", password: "correct horse")
            #expect(try await service.evict("box-office"))
            try await world.withService(GatedEndpoint(isOpen: true)) { other in
                try await other.session("box-office").signOut()
            }
            #expect(try await session.state.kind == .unauthenticated)
        }
    }

    @Test func `to let go of what was never used is no error`() async throws {
        let world = try EndpointWorld()
        try await world.withService(GatedEndpoint(isOpen: true)) { service in
            let isGone = try await service.evict("nobody")
            #expect(isGone)
            await #expect(throws: SessionLabelError.self) { try await service.evict("") }
        }
    }
}
