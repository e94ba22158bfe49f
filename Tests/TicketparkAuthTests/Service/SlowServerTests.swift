// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth
@testable import TicketparkSandbox

/// Servers that keep a session waiting without ever keeping quiet.
@Suite(.timeLimit(.minutes(1))) struct SlowServerTests {
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nX-Drip: aaaaaaaaaaaaaaa", "HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"aaaaaaaaaaaaaaa",
    ])
    func `a sign-in that is answered drop by drop ends after so many time limits as it has tries`(
        text: String
    ) async throws {
        let clock = HandClock()
        let server = try await RawServer.start(.dripping(text))
        var policy = TokenPolicy.ticketpark
        policy.requestTimeLimit = .seconds(2)
        policy.maxTries = 3
        try await withService(before: server, policy: policy, clock: clock) { service in
            let session = try service.session("box-office")
            let signIn = Task {
                try await tokenError {
                    try await session.signIn(username: "u", password: "p", waitingUpTo: .seconds(3600))
                }
            }
            for count in 1...3 {
                try await session.wait { state in
                    guard let request = state.request, case .inFlight = request.phase else { return false }
                    return request.current.number == UInt32(count)
                }
                await server.waitForRequest()
                clock.advance(by: .seconds(2))
                guard count < 3 else { break }
                try await session.wait { if case .backingOff = $0.request?.phase { true } else { false } }
                clock.advance(by: .seconds(10))
            }
            #expect(try await signIn.value == .needsSignIn(.unavailable))
            #expect(server.received.count == 3)
        }
        // A service that is shut down leaves none of them open.
        for _ in 1...3 { _ = await server.waitForEnd() }
        try await server.stop()
    }

    private func withService(
        before server: RawServer, policy: TokenPolicy, clock: HandClock, _ body: (TokenService) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ticketpark-auth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let provider = try Provider.ticketpark(
            clientKey: "43_key", clientSecret: Secret("s"), baseURL: "http://127.0.0.1:\(server.port)", policy: policy,
            allowsPlainHTTPOnLoopback: true)
        let sources = clock.sources
        var logEnvironment = LogEnvironment.system
        logEnvironment.wallMicroseconds = { sources.wall() * 1000 }
        let service = try TokenService(
            provider: provider, log: .file(folder.appending(path: "auth.sqlite").path),
            vaultKey: .file(path: folder.appending(path: "auth.key").path),
            endpoint: try HTTPTokenEndpoint(provider: provider), logEnvironment: logEnvironment,
            environment: Interpreter.Environment(clocks: sources, random: logEnvironment.random), logger: .silent)
        do {
            try await body(service)
        } catch {
            try await service.shutDown()
            throw error
        }
        try await service.shutDown()
        try FileManager.default.removeItem(at: folder)
    }
}
