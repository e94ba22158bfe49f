// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// A log that was restored without its tokens: nothing that a service could try would bring them back.
@Suite(.timeLimit(.minutes(1))) struct LostVaultTests {
    /// Replaces the world's log by a copy that has no tokens.
    private func restoreWithoutVault(_ world: SandboxWorld) throws {
        let copy = world.folder.appending(path: "copy.sqlite")
        try LogReader(path: world.logPath).backUp(to: copy.path)
        for suffix in ["", "-wal", "-shm", ".head", ".lock"] {
            let url = URL(filePath: world.logPath + suffix)
            if FileManager.default.fileExists(atPath: url.path) { try FileManager.default.removeItem(at: url) }
        }
        try FileManager.default.moveItem(at: copy, to: URL(filePath: world.logPath))
    }

    @Test func `the first caller is told that a sign-in is needed, and the server nothing`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in _ = try await session.accessToken() }
            try restoreWithoutVault(world)
            try await world.withService { service in
                let session = try service.session("box-office")
                await #expect(throws: TokenError.needsSignIn(.noRefreshToken)) { try await session.accessToken() }
                #expect(await session.health == .needsSignIn(.noRefreshToken))
                #expect(world.sandbox.counts.refreshes == 0)
                try await world.signIn(session)
                _ = try await session.accessToken()
            }
            let faults = try world.events().compactMap { stored -> Fault? in
                guard case .requestFaulted(_, let fault)? = stored.event?.fact else { return nil }
                return fault
            }
            #expect(faults == [Fault(.tokenMissing, reached: .no)])
        }
    }

    @Test func `a session that nobody asks finds out when it is time to renew`() async throws {
        let clock = HandClock()
        try await SandboxWorld.run(clock: clock) { world in
            try await world.withSession { session in _ = try await session.accessToken() }
            try restoreWithoutVault(world)
            try await world.withService { service in
                let session = try service.session("box-office")
                _ = try await session.state
                clock.advance(by: .seconds(500))
                try await world.waitForEvent { $0.transition?.state.visibleFailure == .noRefreshToken }
                guard case .degraded(.noRefreshToken, _) = await session.health else {
                    Issue.record("it is \(await session.health)")
                    return
                }
                clock.advance(by: .seconds(100))
                await #expect(throws: TokenError.needsSignIn(.noRefreshToken)) { try await session.accessToken() }
                #expect(world.sandbox.counts.refreshes == 0)
            }
        }
    }
}
