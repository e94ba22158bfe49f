// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TokenMachine

/// Services of two providers in one process and on one log, of which one's server is down.
@Suite(.timeLimit(.minutes(1))) struct DeadHostTests {
    @Test func `a server that answers nobody keeps no session of another from its renewal`() async throws {
        let world = try EndpointWorld()
        let dead = GatedEndpoint(isOpen: false)
        let living = GatedEndpoint(isOpen: true)
        try await world.withService(dead, concurrentTokenRequests: 4) { stalled in
            _ = try await stalled.sessions(20)
            await dead.waitForRequests(4)
            try await world.withService(living, concurrentTokenRequests: 4) { service in
                var sessions: [TokenSession] = []
                for number in 1...20 {
                    let session = try service.session("living-\(number)")
                    try await session.adopt(refreshToken: "living-\(number)")
                    sessions.append(session)
                }
                for _ in 1...5 {
                    var tokens: [AccessToken] = []
                    for session in sessions { tokens.append(try await session.accessToken()) }
                    let count = living.count
                    // All are due by now, and none has run out.
                    world.clock.advance(by: .seconds(480))
                    await living.waitForRequests(count + sessions.count)
                    for (session, token) in zip(sessions, tokens) { _ = try await session.renewal(of: token) }
                }
            }
            // It was asked all the time.
            #expect(dead.count > 4)
            dead.open()
        }
        let hasRunOut = try world.events().contains {
            if case .event(_, from: .valid, let transition) = $0.content {
                transition.state.kind == .expired
            } else {
                false
            }
        }
        #expect(!hasRunOut)
        #expect(living.mostUnderWay <= 4)
    }

    @Test func `requests that hang on the wire take nothing from those to another server`() async throws {
        let silent = try await RawServer.start(.bytesThenSilence(""))
        let clock = HandClock()
        // Refusals are how this test asks for a refresh.
        var policy = TokenPolicy.ticketpark
        policy.maxRejections = 100
        try await SandboxWorld.run(policy: policy) { world in
            let provider = try Provider.ticketpark(
                clientKey: "1_dead", clientSecret: Secret("dead"), baseURL: "http://127.0.0.1:\(silent.port)",
                allowsPlainHTTPOnLoopback: true)
            let stalled = try TokenService(
                provider: provider, log: .file(world.logPath), vaultKey: .file(path: world.keyPath),
                endpoint: try HTTPTokenEndpoint(provider: provider), logEnvironment: .system,
                environment: Interpreter.Environment(clocks: clock.sources, random: LogEnvironment.system.random),
                concurrentTokenRequests: 64, logger: .silent)
            _ = try await stalled.sessions(100)
            for _ in 1...64 { await silent.waitForRequest() }
            try await world.withSession { session in
                for _ in 1...5 {
                    let token = try await session.accessToken()
                    await session.reject(token)
                    #expect(try await session.accessToken() != token)
                }
            }
            #expect(silent.received.count == 64)
            clock.advance(by: .seconds(60))
            try await stalled.shutDown()
        }
        try await silent.stop()
    }
}
