// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// The main job over real HTTPS: sign in, stay signed in, survive what servers do.
@Suite(.timeLimit(.minutes(1))) struct SessionLifeTests {
    @Test func `a sign-in yields an access token that the API takes`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                #expect(await session.health == .needsSignIn(.notSignedIn))
                try await world.signIn(session)
                #expect(await session.health == .usable)
                let token = try await session.accessToken()
                #expect(try await session.accessToken() == token)
                #expect(world.sandbox.counts.signIns == 1)
                #expect(world.sandbox.counts.refreshes == 0)
            }
        }
    }

    @Test func `a session that another process left goes on without the password`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { try await world.signIn($0.session("box-office")) }
            world.sandbox.expireAllAccessTokens()
            try await world.withService { service in
                let session = try service.session("box-office")
                let old = try await session.accessToken()
                await session.reject(old)
                let new = try await session.accessToken()
                #expect(new.ref != old.ref)
                #expect(world.sandbox.counts.refreshes == 1)
                #expect(world.sandbox.counts.signIns == 1)
            }
        }
    }

    @Test func `a thousand callers of an expired session cause one token request and get one token`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                try await world.signIn(session)
                await session.reject(try await session.accessToken())
                let tokens = try await withThrowingTaskGroup(of: AccessToken.self) { group in
                    for _ in 0..<1000 { group.addTask { try await session.accessToken() } }
                    var tokens: Set<AccessToken> = []
                    for try await token in group { tokens.insert(token) }
                    return tokens
                }
                #expect(tokens.count == 1)
                #expect(world.sandbox.counts.refreshes == 1)
            }
        }
    }
}
