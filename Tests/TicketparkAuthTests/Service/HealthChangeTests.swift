// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import Testing
import TicketparkAuth
import TokenMachine

/// Who is told when a session can serve its callers better or worse.
@Suite(.timeLimit(.minutes(1))) struct HealthChangeTests {
    @Test func `a handler is told of trouble and of its end, once each`() async throws {
        let world = try EndpointWorld()
        let endpoint = ScriptedAnswers()
        let (told, teller) = AsyncStream.makeStream(of: HealthChange.self)
        try await world.withService(endpoint, onHealthChange: { teller.yield($0) }) { service in
            var changes = told.makeAsyncIterator()
            let session = try service.session("box-office")
            _ = try await session.state
            #expect(await changes.next()?.health == .needsSignIn(.notSignedIn))
            try await session.signIn(username: "box-office", password: "correct horse")
            // What was true for a moment may be passed over, how it stands last is not.
            var last = await changes.next()
            if last?.health == .signingIn { last = await changes.next() }
            #expect(last?.health == .usable)
            endpoint.answer(with: .faulted(Fault(.serverError, reached: .maybe), nil))
            world.clock.advance(by: .seconds(500))
            let trouble = await changes.next()
            #expect(trouble?.session == session.label)
            guard case .degraded(.unavailable, let secondsLeft)? = trouble?.health else {
                Issue.record("told of \(String(describing: trouble))")
                return
            }
            #expect((1..<600).contains(secondsLeft))
            endpoint.answer(with: nil)
            world.clock.advance(by: .seconds(5))
            #expect(await changes.next()?.health == .usable)
        }
    }

    @Test func `a slow handler holds up nobody, and hears last how a session stands last`() async throws {
        let world = try EndpointWorld()
        let gate = AsyncStream.makeStream(of: Void.self)
        let told = Mutex<[SessionHealth]>([])
        let (ends, end) = AsyncStream.makeStream(of: SessionHealth.self)
        try await world.withService(
            GatedEndpoint(isOpen: true),
            onHealthChange: { change in
                told.withLock { $0.append(change.health) }
                for await _ in gate.stream { break }
                end.yield(change.health)
            }
        ) { service in
            let session = try service.session("box-office")
            _ = try await session.state
            for _ in 0..<20 {
                try await session.signIn(username: "box-office", password: "correct horse")
                try await session.signOut()
            }
            try await session.signIn(username: "box-office", password: "correct horse")
            gate.continuation.finish()
            for await health in ends where health == .usable { break }
            #expect(told.withLock { $0.count } < 20)
        }
    }

    @Test func `a handler that ends the service waits for nobody who waits for it`() async throws {
        let world = try EndpointWorld()
        let place = Mutex<TokenService?>(nil)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        try await world.withService(
            GatedEndpoint(isOpen: true),
            onHealthChange: { _ in
                try? await place.withLock { $0 }?.shutDown()
                end.finish()
            }
        ) { service in
            place.withLock { $0 = service }
            _ = try? await service.session("box-office").state
            for await _ in ends {}
            place.withLock { $0 = nil }
        }
    }
}
