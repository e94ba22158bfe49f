// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// The whole product at servers that differ from Ticketpark's: the state, the failure and the logged event that each
/// thing leads to.
@Suite(.timeLimit(.minutes(2))) struct OtherServerTests {
    @Test(arguments: OtherServer.all)
    func `a session signs in, renews itself, calls the API and signs out`(server: OtherServer) async throws {
        try await OtherServerBench.run(server) { bench in
            try await bench.withSession { session in
                try await bench.signIn(session)
                var tokens: Set<AccessToken> = [try await session.accessToken()]
                for _ in 1...3 { tokens.insert(try await session.refreshedToken()) }
                #expect(tokens.count == 4)
                #expect(try await session.state.kind == .valid)
                #expect(await session.health == .usable)
                #expect(try await TicketparkClient(session: session).get("/events/").isSuccessful)

                try await session.signOut()
                #expect(try await session.state.kind == .unauthenticated)
                #expect(await session.health == .needsSignIn(.notSignedIn))
            }
            #expect(try bench.answers() == [.granted, .granted, .granted, .granted])
            #expect(try bench.events().last?.event?.kind == .signOutRequested)
            let notes = try bench.events().compactMap(\.note)
            let assumption = "expires_in missing or unusable; the default is assumed"
            #expect(
                notes == (server.manner.expiresIn == .omitted ? Array(repeating: assumption, count: 4) : []))
            let journal = bench.sandbox.journal
            #expect(journal.map(\.outcome) == [.granted, .granted, .granted, .granted])
            // The newest refresh token is the one that is sent, each on a connection of its own.
            #expect(Set(journal.compactMap(\.refreshTokenHash)).count == (server.rotates ? 3 : 1))
            #expect(Set(journal.map(\.connection)).count == 4)
            #expect(journal.map(\.inFlight) == [1, 1, 1, 1])
            try await bench.expectSoundLog()
        }
    }

    @Test(arguments: OtherServer.all)
    func `a wrong password is what the server's answer says it is, and is not sent for ever`(
        server: OtherServer
    ) async throws {
        try await OtherServerBench.run(server) { bench in
            try await bench.withSession { session in
                #expect(
                    try await bench.signInError(session, password: "wrong") == .needsSignIn(server.passwordFailure))
                #expect(try await session.state.kind == .failed)
                #expect(await session.health == .needsSignIn(server.passwordFailure))
                // Nobody holds the password any more, so callers cause nothing.
                let late = await #expect(throws: TokenError.self) { try await session.accessToken() }
                #expect(late == .needsSignIn(server.passwordFailure))
                #expect(bench.sandbox.counts.signIns == server.passwordTries)

                try await bench.signIn(session)
                #expect(await session.health == .usable)
            }
            let wrong = Array(repeating: server.wrongPassword, count: server.passwordTries)
            #expect(try bench.answers() == wrong + [.granted])
            try await bench.expectSoundLog()
        }
    }

    @Test(arguments: OtherServer.all)
    func `a client that is not who it says is turned away once, and told apart from a wrong password`(
        server: OtherServer
    ) async throws {
        try await OtherServerBench.run(server) { bench in
            try await bench.withSession(clientSecret: "another") { session in
                let error = try await bench.signInError(session)
                #expect(error == .needsSignIn(.clientRejected))
                #expect(await session.health == .needsSignIn(.clientRejected))
            }
            #expect(try bench.answers() == [.denied(Denial(code: .invalidClient, status: server.clientStatus))])
            #expect(bench.sandbox.counts.signIns == 1)
        }
    }

    @Test(arguments: OtherServer.all)
    func `no other way of proving who one is is tried`(server: OtherServer) async throws {
        let taken: [ClientAuthentication] =
            server.manner.clientAuthentication.count == 2 ? [.rawBasic, .requestBody] : [server.authentication]
        for way in ClientAuthentication.allCases {
            try await OtherServerBench.run(server) { bench in
                try await bench.withSession(authentication: way) { session in
                    let error = try await bench.signInError(session)
                    #expect(error == (taken.contains(way) ? nil : .needsSignIn(.clientRejected)))
                }
                #expect(bench.sandbox.counts.signIns == 1)
            }
        }
    }

    @Test(arguments: OtherServer.all)
    func `a refresh whose answer is lost is tried again where that can help, and not where it would harm`(
        server: OtherServer
    ) async throws {
        try await OtherServerBench.run(server) { bench in
            try await bench.withSession { session in
                try await bench.signIn(session)
                bench.sandbox.inject(.dropAfterRotating, into: .refresh)
                let error = try await session.refreshError()
                if server.lostAnswer == .isMadeUpFor {
                    #expect(error == nil)
                    #expect(await session.health == .usable)
                } else {
                    #expect(error == .needsSignIn(.refreshTokenLost))
                    #expect(try await session.state.kind == .failed)
                    #expect(await session.health == .needsSignIn(.refreshTokenLost))
                }
            }
            let lost = LoggedAnswer.faulted(Fault(.disconnected, reached: .maybe))
            let refused = LoggedAnswer.denied(Denial(code: .invalidGrant, status: 400))
            switch server.lostAnswer {
            case .isMadeUpFor: #expect(try bench.answers() == [.granted, lost, .granted])
            case .costsTheSession: #expect(try bench.answers() == [.granted, lost, refused])
            case .isNotAskedForAgain:
                #expect(try bench.answers() == [.granted, lost])
                #expect(bench.sandbox.counts.refreshTokensReceivedAgain == 0)
            }
            try await bench.expectSoundLog()
        }
    }

    @Test(arguments: OtherServer.all)
    func `a sign-out that burns spends the newest refresh token`(server: OtherServer) async throws {
        try await OtherServerBench.run(server) { bench in
            try await bench.withSession { session in
                try await bench.signIn(session)
                try await session.signOut(burn: true)
            }
            let journal = bench.sandbox.journal
            #expect(journal.map(\.grantType) == [.password, .refresh])
            #expect(journal.map(\.outcome) == [.granted, .granted])
            #expect(journal[1].refreshTokenHash == journal[0].issuedRefreshTokenHash)
            // Whatever the server answered is dropped.
            #expect(try bench.answers() == [.granted])
        }
    }

    @Test func `a scope that the server knows is granted, and another one is not asked for twice`() async throws {
        let server = try #require(OtherServer.all.first { $0.preset == .rfc6749 })
        try await OtherServerBench.run(server) { bench in
            try await bench.withSession(scope: "shows events") { session in
                try await bench.signIn(session)
                _ = try await session.refreshedToken()
            }
            try await bench.withSession(scope: "users") { session in
                let error = try await bench.signInError(session)
                #expect(error == .needsSignIn(.clientRejected))
            }
            #expect(
                try bench.answers() == [
                    .granted, .granted, .denied(Denial(code: .invalidScope, status: 400)),
                ])
        }
    }
}

extension OtherServer: CustomTestStringConvertible {
    var testDescription: String { preset.rawValue }
}
