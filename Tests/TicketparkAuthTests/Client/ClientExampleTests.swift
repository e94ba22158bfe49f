// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import HTTPTypes
import NIOSSL
import Testing
import TicketparkAuth
import TicketparkSandbox

/// The documentation shows code that runs: a download, and another HTTP stack beneath this package's clients.
@Suite(.timeLimit(.minutes(1))) struct ClientExampleTests {
    /// Runs `body` with a transport over a client of the world's sandbox.
    private func withTransport(
        to world: SandboxWorld, _ body: (ClientTransport) async throws -> Void
    ) async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        let authority = Array(world.sandbox.certificateAuthorityPEM.utf8)
        tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(authority))]
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: .init(tlsConfiguration: tls, redirectConfiguration: .disallow))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(transport(over: client)))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try result.get()
    }

    @Test func `records are made and read over another stack, and a 401 is cured`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                try await withTransport(to: world) { transport in
                    let api = try TicketparkClient(session: session, transport: transport)
                    world.sandbox.expireAllAccessTokens()
                    let pid = try await api.post("/events/", json: ["name": "Tosca"]).generatedPid
                    let event = try await api.get("/events/\(pid)").decoded(as: Event.self)
                    #expect(event.name == "Tosca")
                    #expect(world.sandbox.counts.apiCalls == [401: 1, 201: 1, 200: 1])
                    #expect(world.sandbox.counts.refreshes == 1)
                }
            }
        }
    }

    @Test func `whoever waits for another stack leaves at once`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                try await withTransport(to: world) { transport in
                    let api = try TicketparkClient(session: session, transport: transport)
                    world.sandbox.inject(APIFault.held)
                    let caller = Task { try await api.get("/events/") }
                    await world.sandbox.waitForHeldAnswers()
                    caller.cancel()
                    await #expect(throws: CancellationError.self) { try await caller.value }
                    world.sandbox.releaseHeldAnswers()
                }
            }
        }
    }

    @Test func `what the API has is downloaded into a file`() async throws {
        try await SandboxWorld.run { world in
            try await world.withSession { session in
                let client = try AuthorizedClient(session: session)
                let path = world.folder.appending(path: "events.json").path
                try #require(FileManager.default.createFile(atPath: path, contents: nil))
                let file = try #require(FileHandle(forWritingAtPath: path))
                world.sandbox.expireAllAccessTokens()
                try await download("/events/", from: world.provider.apiBaseURL, with: client, into: file)
                try file.close()
                let events = try JSONDecoder().decode([Event].self, from: Data(contentsOf: URL(filePath: path)))
                #expect(events.map(\.name).contains("Hugo"))
                await client.shutdown()
            }
        }
    }

    @Test(arguments: ["OtherStackExample": "ClientTransport", "DownloadExample": "AuthorizedClient"])
    func `the documentation shows it word for word`(example: String, type: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "\(example).swift")
        let source = file.appending(path: "../../../../Sources/TicketparkAuth/Client/\(type).swift")
        let code = try String(contentsOf: file, encoding: .utf8).split(
            separator: "word: a test holds one against the other.\n")
        let shown = try #require(code.last).trimmingCharacters(in: .newlines)
            .split(separator: "\n", omittingEmptySubsequences: false).map { "/// \($0)" }.joined(separator: "\n")
        #expect(
            try String(contentsOf: source.standardized, encoding: .utf8)
                .contains("/// ```swift\n\(shown)\n/// ```\n"))
    }
}
