// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What can be seen of a session, while it lives and in its log.
@Suite(.timeLimit(.minutes(1))) struct ObservationTests {
    @Test func `who reads changes slowly misses older ones, never the newest`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                var changes = session.changes.makeAsyncIterator()
                #expect(await changes.next()?.health == .needsSignIn(.notSignedIn))
                try await world.signIn(session)
                await session.reject(try await session.accessToken())
                _ = try await session.accessToken()
                let newest = try #require(await changes.next())
                #expect(newest.state == (try await session.state))
                try await session.signOut()
                #expect(await changes.next()?.health == .needsSignIn(.notSignedIn))
            }
        }
    }

    @Test func `every event names the one that it followed from`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.html(status: 502), into: .refresh)
                clock.advance(by: RenewalTests.renewal)
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                clock.advance(by: .seconds(2))
                _ = try await session.renewal(of: old)
            }
            let events = try world.events()
            let kinds = events.map { $0.event?.kind }
            #expect(
                kinds == [
                    .signInRequested, .grantIssued, .deadlineReached, .requestFaulted, .deadlineReached, .grantIssued,
                ])
            #expect(events.map(\.cause) == [nil, 1, 2, 3, 4, 5])
        }
    }

    @Test func `a deadline that was set before a restart is still a cause`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { _ in }
            try await world.withService { service in
                let session = try service.session("box-office")
                let old = try await session.accessToken()
                clock.advance(by: RenewalTests.renewal)
                _ = try await session.renewal(of: old)
            }
            let deadline = try #require(try world.events().first { $0.event?.kind == .deadlineReached })
            #expect(deadline.cause == 2)
        }
    }

    @Test func `a jump of the wall clock is logged, and changes nothing else`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let token = try await session.accessToken()
                clock.setWall(by: .hours(-3))
                #expect(try await session.accessToken() == token)
                await session.reject(token)
                #expect(try await session.accessToken() != token)
                clock.setWall(by: .seconds(4))
                await session.reject(token)
            }
            let jumps = try world.events().compactMap { event -> Interval? in
                guard case .record(let record) = event.content, record.kind == .clockJumped else { return nil }
                return record.amount
            }
            #expect(jumps == [.hours(-3)])
        }
    }

    @Test func `what the log holds is whole, and replays to what it says`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.dropAfterRotating, into: .refresh)
                clock.advance(by: RenewalTests.renewal)
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                clock.advance(by: .seconds(2))
                try await session.wait { $0.kind == .valid }
                await session.reject(old)
                try await session.signOut(burn: true)
            }
            let reader = try LogReader(path: world.logPath)
            let means = VerificationMeans(keys: .file(path: world.keyPath))
            let verification = try reader.verify(with: means) { Issue.record("\($0)") }
            #expect(verification.findings == 0)
            #expect(try reader.replay { Issue.record("\($0)") }.divergences == 0)
        }
    }
}
