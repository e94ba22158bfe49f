// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What becomes of sign-ins.
@Suite(.timeLimit(.minutes(1))) struct SignInTests {
    @Test func `a wrong password needs another sign-in and is never tried again`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                let error = try await tokenError {
                    try await session.signIn(username: world.sandbox.username, password: "wrong")
                }
                #expect(error == .needsSignIn(.signInRejected))
                #expect(await session.health == .needsSignIn(.signInRejected))
                let late = try await tokenError { _ = try await session.accessToken() }
                #expect(late == .needsSignIn(.signInRejected))
                clock.advance(by: .hours(24))
                #expect(await session.health == .needsSignIn(.signInRejected))
                try await world.signIn(session)
                #expect(world.sandbox.counts.signIns == 2)
            }
        }
    }

    @Test func `a client that was turned off is told apart from a wrong password`() async throws {
        try await SandboxWorld.run { world in
            world.sandbox.setClientDisabled(true)
            try await world.withService { service in
                let session = try service.session("box-office")
                #expect(try await tokenError { try await world.signIn(session) } == .needsSignIn(.clientRejected))
            }
            #expect(world.sandbox.counts.signIns == 1)
        }
    }

    @Test(arguments: [TokenFault.status(503, retryAfter: .seconds(7)), .html(status: 200), .dropAfterRotating])
    func `a sign-in without a definite answer is tried again`(_ fault: TokenFault) async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            world.sandbox.inject(fault, into: .password)
            try await world.withService { service in
                let session = try service.session("box-office")
                _ = await session.health
                let signIn = Task { try await world.signIn(session) }
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                #expect(await session.health == .signingIn)
                clock.advance(by: .seconds(7))
                try await signIn.value
                #expect(await session.health == .usable)
                #expect(world.sandbox.counts.signIns == 2)
            }
        }
    }

    @Test func `another sign-in takes the place of one that is on its way`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                world.sandbox.inject(.held, into: .password)
                let first = Task { try await world.signIn(session) }
                await world.sandbox.waitForHeldAnswers()
                let caller = Task { try await session.accessToken() }
                try await world.signIn(session)
                #expect(try await tokenError { try await first.value } == .superseded)
                let token = try await session.accessToken()
                #expect(try await caller.value == token)
                // The answer to the first one comes too late to change anything.
                world.sandbox.releaseHeldAnswers()
                try await world.waitForEvent { $0.transition?.disposition == .ignored(.late) }
                #expect(try await session.accessToken() == token)
            }
        }
    }

    @Test func `a sign-in that the caller stops waiting for goes on`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                world.sandbox.inject(.held, into: .password)
                let signIn = Task { try await world.signIn(session, waitingUpTo: .seconds(5)) }
                await world.sandbox.waitForHeldAnswers()
                clock.advance(by: .seconds(6))
                #expect(try await tokenError { try await signIn.value } == .timedOut)
                world.sandbox.releaseHeldAnswers()
                _ = try await session.accessToken()
                #expect(world.sandbox.counts.signIns == 1)
            }
        }
    }
}
