// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkAuthTesting
import TicketparkSandbox
import TokenMachine

@testable import TicketparkAuth

/// The rest of ``KnownMistakesTests``.
@Suite(.timeLimit(.minutes(1))) struct MoreKnownMistakesTests {
    private let world = SimulatedWorld(seed: 15)

    @Test func `9: renewal goes on after failures, by itself`() async throws {
        for refresh in 1...6 { world.server.fail(refresh: refresh, .serverError) }
        try await world.runHoldingPromises { [world] session in
            // Nobody asks for anything meanwhile.
            try await world.clock.sleep(for: .seconds(7_200))
            #expect(world.server.accepts(try await session.accessToken()))
            #expect(await session.health == .usable)
            #expect(world.server.signInCount == 1)
        }
    }

    @Test func `10: a refresh that fails ends no access token that is still good`() async throws {
        for refresh in 1...3 { world.server.fail(refresh: refresh, .overloaded(retryAfter: .seconds(20))) }
        try await world.runHoldingPromises { [world] session in
            let old = try await session.accessToken()
            while world.server.refreshCount < 2 { try await world.clock.sleep(for: .seconds(1)) }
            #expect(world.server.accepts(old))
            #expect(try await session.accessToken() == old)
        }
    }

    @Test func `11: refusals of the API and of the token endpoint make no loop`() async throws {
        try await world.runHoldingPromises { [world] session in
            // The API refuses whatever it is given; each caller reports that, and asks again.
            for _ in 0..<100 {
                guard let token = try? await session.accessToken(waitingUpTo: .seconds(5)) else { continue }
                await session.reject(token)
            }
            #expect(world.server.refreshCount <= 2)
            world.server.revokeEverything()
            try await world.clock.sleep(for: .seconds(3_600))
            _ = try? await session.accessToken()
            #expect(world.server.refreshCount <= 4)
        }
    }

    @Test func `12: a refresh belongs to no caller, and has a limit of its own`() async throws {
        world.server.fail(refresh: 1, .requestLost)
        try await world.runHoldingPromises { [world] session in
            await session.reject(try await session.accessToken())
            await #expect(throws: TokenError.timedOut) {
                try await session.accessToken(waitingUpTo: .seconds(1))
            }
            // The one who began it has left; it is given up after its limit, tried again, and serves the next.
            let token = try await session.accessToken(waitingUpTo: .seconds(300))
            #expect(world.server.accepts(token))
            #expect(world.server.refreshCount == 2)
        }
    }

    @Test(arguments: [#""600""#, "600", "600.0"])
    func `13: a lifetime is read however it is written`(written: String) {
        let body = #"{"access_token":"a","expires_in":\#(written)}"#
        #expect(GrantBody.tokens(in: Data(body.utf8))?.lifetime == .seconds(600))
    }

    @Test(arguments: ["0", "-1", "null", "\"\"", "\"soon\"", "1e99"])
    func `13: a lifetime that means nothing is neither for ever nor over`(written: String) {
        let tokens = GrantBody.tokens(in: Data(#"{"access_token":"a","expires_in":\#(written)}"#.utf8))
        #expect(tokens != nil)
        #expect(tokens?.lifetime == nil)
        #expect(tokens?.isLifetimeAssumed == true)
    }

    @Test(arguments: [Interval.days(400), .days(-400)])
    func `14: a wall clock that is set wrong, and right again, changes no renewal`(offset: Interval) async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in
                let token = try await session.accessToken()
                clock.setWall(by: offset)
                #expect(try await session.accessToken() == token)
                clock.advance(by: .seconds(60))
                #expect(try await session.accessToken() == token)
                clock.setWall(by: .zero - offset)
                clock.advance(by: .seconds(560))
                #expect(try await session.accessToken() != token)
                #expect(world.sandbox.counts.signIns == 1)
            }
        }
    }

    @Test func `15: no error and no log line repeats a token, a password or what a server said of one`() async throws {
        let recorder = LogRecorder()
        try await SandboxWorld.run { world in
            try await world.withService(logger: recorder.logger) { service in
                let session = try service.session("box-office")
                let error = try await tokenError {
                    try await session.signIn(username: "box-office", password: "a-password-nobody-has")
                }
                #expect(!everything(of: error as Any).contains("a-password-nobody-has"))
                try await world.signIn(session)
                let token = try await session.accessToken()
                #expect(!everything(of: token).contains(token.secret.reveal()))
                #expect(!recorder.lines.contains { $0.contains("nobody-has") || $0.contains(token.secret.reveal()) })
            }
        }
    }
}
