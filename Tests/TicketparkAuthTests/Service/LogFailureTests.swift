// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// A log that cannot be written for a while: nothing takes effect without it, and nothing is lost.
@Suite(.timeLimit(.minutes(1))) struct LogFailureTests {
    @Test func `tokens that cannot be logged stay in memory until they can`() async throws {
        let clock = HandClock()
        let recorder = LogRecorder()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession(logger: recorder.logger, lockSeconds: 0) { session in
                let old = try await session.accessToken()
                world.sandbox.inject(.held, into: .refresh)
                await session.reject(old)
                let caller = Task { try await session.accessToken() }
                await world.sandbox.waitForHeldAnswers()
                try await world.waitForCaller(of: session)
                let hold = try LogHold(world.logPath)
                world.sandbox.releaseHeldAnswers()
                await recorder.wait(for: "the audit log cannot be written")
                clock.advance(by: .seconds(31))
                let error = try await tokenError { _ = try await caller.value }
                #expect(error == .logUnavailable(.locked(path: world.logPath + ".lock", seconds: 0)))
                try hold.release()
                clock.advance(by: .milliseconds(500))
                #expect(try await session.renewal(of: old) != old)
                #expect(world.sandbox.counts.refreshes == 1)
            }
            let grant = try #require(try world.events().last { $0.event?.kind == .grantIssued })
            #expect(grant.transition?.disposition == .taken)
        }
    }

    @Test func `a caller waits for the log until its own time limit`() async throws {
        let clock = HandClock()
        let recorder = LogRecorder()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession(logger: recorder.logger, lockSeconds: 0) { session in
                await session.reject(try await session.accessToken())
                let current = try await session.accessToken()
                clock.advance(by: .seconds(600))
                let hold = try LogHold(world.logPath)
                let callers = (0..<100).map { _ in Task { try await session.accessToken() } }
                await recorder.wait(for: "the audit log cannot be written")
                try hold.release()
                clock.advance(by: .milliseconds(500))
                for caller in callers { #expect(try await caller.value != current) }
            }
            // The log is tried again now and then, not once for each caller; and said to be out of order once.
            #expect(recorder.count(of: "the audit log cannot be written") == 1)
        }
    }

    @Test func `a sign-in that cannot be logged is not sent`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService(lockSeconds: 0) { service in
                let session = try service.session("box-office")
                let hold = try LogHold(world.logPath)
                let error = try await tokenError { try await world.signIn(session) }
                #expect(error == .logUnavailable(.locked(path: world.logPath + ".lock", seconds: 0)))
                #expect(try await tokenError { try await session.signOut() } == error)
                #expect(try await tokenError { try await session.adopt(refreshToken: "R") } == error)
                #expect(world.sandbox.journal.isEmpty)
                try hold.release()
                try await world.signIn(session)
                #expect(world.sandbox.counts.signIns == 1)
            }
        }
    }

    @Test func `a shutdown waits until tokens are logged that could not be before`() async throws {
        let recorder = LogRecorder()
        try await SandboxWorld.run { world in
            let service = try world.startService(logger: recorder.logger, lockSeconds: 0)
            let session = try service.session("box-office")
            try await world.signIn(session)
            let old = try await session.accessToken()
            world.sandbox.inject(.held, into: .refresh)
            await session.reject(old)
            let caller = Task { try await session.accessToken() }
            await world.sandbox.waitForHeldAnswers()
            let hold = try LogHold(world.logPath)
            world.sandbox.releaseHeldAnswers()
            await recorder.wait(for: "the audit log cannot be written")
            // A failure in between that has nothing to do with it.
            #expect(try await tokenError { try await session.signOut() } != nil)
            let shutdown = Task { try await service.shutDown() }
            #expect(try await tokenError { _ = try await caller.value } == .shuttingDown)
            try hold.release()
            try await shutdown.value
            #expect(try world.count(of: .grantIssued) == 2)
        }
    }

    @Test func `a log that has gone is an error at once, and no crash`() async throws {
        try await SandboxWorld.run { world in
            #expect(throws: LogError.notFound(path: world.logPath)) {
                try world.startService(log: .existingFile(world.logPath))
            }
        }
    }
}
