// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// SIGINT and SIGTERM end a command in good order: an answer that is on its way is waited for.
@Suite struct SignalTests {
    @Test(arguments: [(SIGTERM, 143), (SIGINT, 130)] as [(Int32, Int32)])
    func `a sign-in that is broken off keeps the tokens that arrive`(_ signal: Int32, _ exit: Int32) async throws {
        try await Bench.run(["--fault", "password:slow=20"]) { bench in
            let process = try bench.start(["login"], input: bench.password)
            while try bench.sandbox.journal.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            process.send(signal)
            let result = try await process.result()
            #expect(result.exit == exit, "\(result.error)")
            #expect(result.output.isEmpty)
            #expect(result.errorLines.last == "tpauth: interrupted")
            let token = try await bench.auth("token")
            #expect(token.exit == 0, "\(token.error)")
            #expect(try bench.sandbox.journal.count == 1)
            try await bench.expectSoundLog()
        }
    }

    @Test func `a second signal ends it at once`() async throws {
        try await Bench.run(["--fault", "password:slow=20"]) { bench in
            let process = try bench.start(["login"], input: bench.password)
            while try bench.sandbox.journal.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            let start = ContinuousClock.now
            process.send(SIGINT)
            try await Task.sleep(for: .milliseconds(200))
            process.send(SIGINT)
            #expect(try await process.result().exit == 130)
            #expect(ContinuousClock.now - start < .seconds(10))
            // The password is gone with the process, and the log says so.
            let token = try await bench.auth("token")
            #expect(token.exit == 1, "\(token.error)")
            try await bench.expectSoundLog()
        }
    }
}
