// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The demo keeps what the documentation says of it.
@Suite struct DemoTests {
    @Test func `the demo tells its story within twenty seconds, and its log holds`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tpauth-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let start = ContinuousClock.now
        let demo = try await ToolProcess(.tpauth, ["demo", "--fast"], in: folder).result()
        #expect(demo.exit == 0, "\(demo.error)")
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(demo.error.isEmpty)
        for part in [
            "SIGN IN", "RESTARTS", "before its time", "refreshTokenLost", "the session needs a sign-in", "Signed out",
            "tpaudit why demo.sqlite", "tpaudit verify demo.sqlite --key-file demo.sqlite.key",
        ] { #expect(demo.output.contains(part), "\(part)") }
        #expect(demo.output.components(separatedBy: "was spent for").count > 4)
        // Where tpaudit is not on the path, the one that was built along is named.
        let lines = demo.output.split(separator: "\n")
        let commands = lines.filter { $0.hasPrefix("  ") && $0.contains("/tpaudit ") }
        #expect(commands.count == 5)
        #expect(lines.allSatisfy { commands.contains($0) || $0.count < 80 })
        for command in commands {
            let result = try await ToolProcess(
                running: ["/bin/sh", "-c", String(command)], environment: ["PATH": "/usr/bin:/bin"], in: folder
            ).result()
            #expect(result.exit == 0, "\(command): \(result.error)")
        }

        let taken = try await ToolProcess(.tpauth, ["demo", "--log", "demo.sqlite"], in: folder).result()
        #expect(taken.exit == 64 && taken.errorLines.count == 1)
        let next = try ToolProcess(.tpauth, ["demo"], in: folder)
        #expect(try await next.firstLine() == "demo.sqlite is there already: the log is demo-2.sqlite")
        next.send(SIGTERM)
        #expect(try await next.result().exit == 143)
        try FileManager.default.removeItem(at: folder)
    }
}
