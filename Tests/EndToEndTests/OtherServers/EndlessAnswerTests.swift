// SPDX-License-Identifier: Apache-2.0

import Testing

/// Answers that never end, at processes that have little room.
@Suite(.timeLimit(.minutes(2))) struct EndlessAnswerTests {
    /// Kilobytes: more than a sign-in takes, and less than a local server sends until time is up.
    private static let room = ["/bin/sh", "-c", #"ulimit -v 1500000; exec "$@""#, "sh"]

    @Test func `an endless answer costs one try and no memory`() async throws {
        try await Bench.run(["--fault", "password:endless-body"]) { bench in
            let login = try await bench.auth("login", input: bench.password, wrapper: Self.room)
            #expect(login.exit == 0, "\(login.exit) \(login.error)")
            #expect(try bench.sandbox.journal.map(\.outcome) == ["lost", "granted"])
        }
    }
}
