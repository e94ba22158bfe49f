// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What a service finds that follows on a process which ended in the middle of something.
@Suite(.timeLimit(.minutes(1))) struct RestartTests {
    @Test func `the refresh of a process that is gone is tried again, but not before its time limit`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            var old: AccessToken?
            try await world.withSession { old = try await $0.accessToken() }
            let rejected = try #require(old)
            try world.leaveBehind(.accessRejected(rejected.ref), at: clock)
            try await world.withService { service in
                let session = try service.session("box-office")
                let caller = Task { try await session.accessToken(waitingUpTo: .seconds(600)) }
                try await world.waitForCaller(of: session)
                // The server may still be at work on what was sent.
                #expect(try await session.state.request?.current.number == 1)
                #expect(world.sandbox.counts.refreshes == 0)
                clock.advance(by: .seconds(60))
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                clock.advance(by: .seconds(2))
                #expect(try await caller.value != rejected)
                #expect(world.sandbox.counts.refreshes == 1)
            }
            #expect(try world.count(of: .attemptInterrupted) == 0)
        }
    }

    @Test func `the sign-in of a process that is gone needs its password again`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { _ in }
            try world.leaveBehind(.signInRequested, at: HandClock())
            try await world.withService { service in
                let session = try service.session("box-office")
                let error = try await tokenError { _ = try await session.accessToken() }
                #expect(error == .needsSignIn(.interrupted))
            }
            #expect(world.sandbox.counts.signIns == 0)
        }
    }

    @Test func `a process that lives is left its request until the time limit`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            var old: AccessToken?
            try await world.withSession { old = try await $0.accessToken() }
            let rejected = try #require(old)
            let other = try world.openLog()
            try world.append(.accessRejected(rejected.ref), to: other, at: clock)
            try await world.withService { service in
                let session = try service.session("box-office")
                #expect(try await session.state.kind == .refreshing)
                let caller = Task { try await session.accessToken(waitingUpTo: .seconds(600)) }
                try await world.waitForCaller(of: session)
                #expect(world.sandbox.counts.refreshes == 0)
                clock.advance(by: .seconds(60))
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                clock.advance(by: .seconds(2))
                #expect(try await caller.value != rejected)
            }
            #expect(try world.count(of: .attemptInterrupted) == 0)
            try other.close()
        }
    }

    @Test func `a sign-in in another process is given one more time limit`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withService { _ in }
            let other = try world.openLog()
            try world.append(.signInRequested, to: other, at: clock)
            try await world.withService { service in
                let session = try service.session("box-office")
                let caller = Task { try await session.accessToken(waitingUpTo: .seconds(600)) }
                try await world.waitForCaller(of: session)
                clock.advance(by: .seconds(60))
                #expect(try await session.state.kind == .authenticating)
                clock.advance(by: .seconds(60))
                #expect(try await tokenError { _ = try await caller.value } == .needsSignIn(.interrupted))
            }
            try other.close()
        }
    }
}

extension SandboxWorld {
    /// Appends an event and sends nothing, as a process does that ends just then.
    func leaveBehind(_ fact: TokenEvent.Fact, at clock: HandClock) throws {
        try append(fact, to: try openLog(), at: clock)
    }

    /// Appends an event as another process.
    func append(_ fact: TokenEvent.Fact, to log: EventLog, at clock: HandClock) throws {
        let request = AppendRequest(
            id: EventID(milliseconds: clock.wall, random: LogEnvironment.system.random(10)),
            .event(fact, try SessionLabel("box-office"), policy: provider.policy, secrets: []),
            at: Instant(milliseconds: clock.wall))
        _ = try log.append([request])
    }
}
