// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Logging
import ServiceLifecycle
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// How a service ends.
@Suite(.timeLimit(.minutes(1))) struct ShutdownTests {
    @Test func `a request in flight is waited for, and its tokens are kept`() async throws {
        try await SandboxWorld.run { world in
            let service = try world.startService()
            let session = try service.session("box-office")
            try await world.signIn(session)
            world.sandbox.inject(.held, into: .refresh)
            await session.reject(try await session.accessToken())
            let caller = Task { try await session.accessToken() }
            await world.sandbox.waitForHeldAnswers()
            let shutdown = Task { try await service.shutDown() }
            #expect(try await tokenError { _ = try await caller.value } == .shuttingDown)
            #expect(try world.count(of: .grantIssued) == 1)
            world.sandbox.releaseHeldAnswers()
            try await shutdown.value
            #expect(try world.count(of: .grantIssued) == 2)
            try await world.withService { _ = try await $0.session("box-office").accessToken() }
            #expect(world.sandbox.counts.refreshes == 1)
        }
    }

    @Test func `a request that was just ordered is waited for too`() async throws {
        for _ in 1...10 {
            try await SandboxWorld.run { world in
                let service = try world.startService()
                let session = try service.session("box-office")
                try await world.signIn(session)
                await session.reject(try await session.accessToken())
                try await service.shutDown()
                #expect(try world.count(of: .grantIssued) == 2)
            }
        }
    }

    @Test func `a request is waited for no longer than its time limit`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            let service = try world.startService()
            let session = try service.session("box-office")
            try await world.signIn(session)
            world.sandbox.inject(.held, into: .refresh)
            await session.reject(try await session.accessToken())
            await world.sandbox.waitForHeldAnswers()
            let shutdown = Task { try await service.shutDown() }
            clock.advance(by: .seconds(60))
            try await shutdown.value
        }
    }

    @Test func `a back-off is not waited for`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            let service = try world.startService()
            let session = try service.session("box-office")
            try await world.signIn(session)
            world.sandbox.inject(.status(503, retryAfter: .seconds(50)), into: .refresh)
            await session.reject(try await session.accessToken())
            try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
            try await service.shutDown()
            #expect(world.sandbox.counts.refreshes == 1)
        }
    }

    @Test func `after it everybody is told, whatever was published before`() async throws {
        try await SandboxWorld.run { world in
            let service = try world.startService()
            let session = try service.session("box-office")
            try await world.signIn(session)
            let token = try await session.accessToken()
            let changes = session.changes
            try await service.shutDown()
            #expect(try await tokenError { _ = try await session.accessToken() } == .shuttingDown)
            #expect(try await tokenError { _ = try await session.state } == .shuttingDown)
            #expect(try await tokenError { try await session.signOut() } == .shuttingDown)
            #expect(try await tokenError { try await session.adopt(refreshToken: "R") } == .shuttingDown)
            #expect(try await tokenError { try await world.signIn(session) } == .shuttingDown)
            await session.reject(token)
            let late = try service.session("box-office")
            #expect(try await tokenError { _ = try await late.accessToken() } == .shuttingDown)
            for await _ in changes {}
            for await _ in session.changes {}
            for await _ in late.changes {}
            try await service.shutDown()
        }
    }

    @Test func `a service group runs it and ends it`() async throws {
        try await SandboxWorld.run { world in
            let service = try world.startService()
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(services: [service], logger: .silent))
            let running = Task { try await group.run() }
            let session = try service.session("box-office")
            try await world.signIn(session)
            await group.triggerGracefulShutdown()
            try await running.value
            #expect(try await tokenError { _ = try await session.accessToken() } == .shuttingDown)
        }
    }

    @Test func `a service group that is cancelled ends it in good order too`() async throws {
        try await SandboxWorld.run { world in
            let service = try world.startService()
            let running = Task { try await service.run() }
            let session = try service.session("box-office")
            try await world.signIn(session)
            world.sandbox.inject(.held, into: .refresh)
            await session.reject(try await session.accessToken())
            await world.sandbox.waitForHeldAnswers()
            running.cancel()
            world.sandbox.releaseHeldAnswers()
            try await running.value
            #expect(try world.count(of: .grantIssued) == 2)
        }
    }
}
