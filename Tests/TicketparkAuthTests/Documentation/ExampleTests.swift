// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// What the README and the articles show runs.
@Suite(.timeLimit(.minutes(1))) struct ExampleTests {
    @Test func `the example of the README signs in once and lists events`() async throws {
        try await SandboxWorld.run { world in
            for _ in 1...2 {
                let events = try await listEvents(
                    from: world.provider, in: world.folder.path,
                    signingInWith: (world.sandbox.username, world.sandbox.password))
                #expect(events.map(\.name) == ["Hugo", "Carmen"])
            }
            #expect(world.sandbox.counts.signIns == 1)
        }
    }

    @Test func `the tour leads from a password to a proof`() async throws {
        try await SandboxWorld.run { world in
            let anchors = AnchorFile(path: world.folder.appending(path: "anchors").path)
            try await world.withService { service in
                for _ in 1...2 {
                    let session = try await signIn(
                        to: service, name: world.sandbox.username, password: world.sandbox.password)
                    #expect(try await concerts(session).map(\.name) == ["Hugo", "Carmen", "Faust"])
                }
            }
            #expect(world.sandbox.counts.signIns == 1)
            try anchors.add(lastOf: LogReader(path: world.logPath))
            #expect(try check(world.logPath, keys: .file(path: world.keyPath), anchors: anchors) == .intact)
            let key = try world.openLog().signingKey
            let proof = try #require(try proof(of: 2, in: world.logPath))
            #expect(isProven(proof, by: key))
            #expect(!isProven(proof, by: [UInt8](repeating: 9, count: 32)))
            #expect(!isProven(proof.replacing("index 1", with: "index 0"), by: key))
        }
    }

    @Test func `a mounted password is read without its line break, and for its session alone`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "password-\(UUID().uuidString)")
        try Data("correct horse\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let source = MountedPassword(username: "john", file: file)
        let found = try await source.credentials(for: SessionLabel("box-office"), after: .refreshTokenLost)
        #expect(found == UserCredentials(username: Secret("john"), password: Secret("correct horse")))
        #expect(try await source.credentials(for: SessionLabel("web-shop"), after: .refreshTokenLost) == nil)
    }
}
