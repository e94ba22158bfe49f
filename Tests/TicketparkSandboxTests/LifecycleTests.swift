// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import TicketparkSandbox

/// Starting and stopping.
@Suite(.timeLimit(.minutes(1)))
struct LifecycleTests {
    @Test func `a port in use is named`() async throws {
        try await withSandbox { sandbox, _ in
            await #expect(throws: SandboxError.portInUse(sandbox.port)) {
                _ = try await Sandbox.start(SandboxConfiguration(port: sandbox.port))
            }
        }
    }

    @Test func `a stopped sandbox leaves its port to the next`() async throws {
        let first = try await Sandbox.start()
        try await first.stop()
        let second = try await Sandbox.start(SandboxConfiguration(port: first.port))
        #expect(second.port == first.port)
        try await second.stop()
    }

    @Test func `stopping twice is harmless`() async throws {
        let sandbox = try await Sandbox.start()
        try await sandbox.stop()
        try await sandbox.stop()
    }

    @Test func `a state directory keeps the certificates, its key for nobody else`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = SandboxConfiguration()
        configuration.stateDirectory = folder
        let first = try await Sandbox.start(configuration)
        try await first.stop()
        try await withSandbox(configuration) { second, client in
            #expect(second.certificateAuthorityPEM == first.certificateAuthorityPEM)
            let answer = try await client.signIn()
            #expect(answer.status == 200)
        }
        let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.appending(path: "server.key").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        // A year and more later the certificate has run out, and a new one takes its place.
        configuration.now = { Date(timeIntervalSinceNow: 86_400 * 400) }
        let third = try await Sandbox.start(configuration)
        try await third.stop()
        #expect(third.certificateAuthorityPEM != first.certificateAuthorityPEM)
    }

    @Test func `the authority's certificate can be written to a file`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "ca-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }
        try await withSandbox { sandbox, _ in
            try sandbox.writeCertificateAuthority(to: file)
            #expect(try String(contentsOf: file, encoding: .utf8) == sandbox.certificateAuthorityPEM)
            #expect(throws: SandboxError.self) {
                try sandbox.writeCertificateAuthority(to: URL(filePath: "/nowhere/at/all.pem"))
            }
        }
    }

    @Test func `each token request is told before its answer`() async throws {
        let records = Records()
        var configuration = SandboxConfiguration()
        configuration.onTokenRequest = { records.add($0) }
        try await withSandbox(configuration) { sandbox, client in
            _ = try await client.signIn()
            #expect(records.all == sandbox.journal)
        }
    }

    private final class Records: Sendable {
        private let records = Mutex<[TokenRequestRecord]>([])

        var all: [TokenRequestRecord] { records.withLock { $0 } }
        func add(_ record: TokenRequestRecord) { records.withLock { $0.append(record) } }
    }

    @Test func `the server's clock is the configuration's`() async throws {
        let clock = TestClock()
        var configuration = SandboxConfiguration(accessTokenLifetime: .seconds(60))
        configuration.now = { clock.now }
        try await withSandbox(configuration) { _, client in
            let token = try await client.signIn().accessToken
            clock.advance(by: 60)
            #expect(try await client.events(token).status == 200)
            clock.advance(by: 1)
            #expect(try await client.events(token).json["error"] == "invalid_grant")
        }
    }

    private final class TestClock: Sendable {
        private let instant = Mutex(Date())

        var now: Date { instant.withLock { $0 } }
        func advance(by seconds: Double) { instant.withLock { $0 += seconds } }
    }

    @Test(arguments: [
        SandboxConfiguration(port: 70_000), SandboxConfiguration(accessTokenLifetime: .zero),
        SandboxConfiguration(accessTokenLifetime: .milliseconds(1_500)),
        SandboxConfiguration(refreshTokenLifetime: .seconds(-1)),
    ])
    func `a configuration that makes no sense starts nothing`(configuration: SandboxConfiguration) async {
        await #expect(throws: SandboxError.self) { _ = try await Sandbox.start(configuration) }
    }

    @Test func `a configuration prints without its secrets`() {
        let configuration = SandboxConfiguration()
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [dumped, "\(configuration)", String(reflecting: configuration)] {
            #expect(!text.contains(configuration.password))
            #expect(!text.contains(configuration.clientSecret))
        }
    }

    @Test func `a start that is cancelled comes to an end`() async throws {
        let start = Task { try await Sandbox.start() }
        start.cancel()
        switch await start.result {
        case .success(let sandbox): try await sandbox.stop()
        case .failure(let error): #expect(error is SandboxError)
        }
    }
}
