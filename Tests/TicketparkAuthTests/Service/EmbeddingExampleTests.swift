import Foundation
import Testing
import TicketparkSandbox

/// The README shows code that runs.
@Suite(.timeLimit(.minutes(1))) struct EmbeddingExampleTests {
    @Test func `the example signs in once and lists events`() async throws {
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

    @Test func `the README shows it word for word`() throws {
        let example = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "EmbeddingExample.swift")
        let readme = example.appending(path: "../../../../README.md").standardized
        let code = try String(contentsOf: example, encoding: .utf8).split(
            separator: "word: a test holds one against the other.\n")
        let shown = try #require(code.last).trimmingCharacters(in: .newlines)
        #expect(
            try String(contentsOf: readme, encoding: .utf8).contains(
                "```swift\nimport AuditLog\nimport TicketparkAuth\n\n\(shown)\n```")
        )
    }
}
