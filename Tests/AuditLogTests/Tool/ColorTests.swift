// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import tpaudit

/// Colours are for terminals that want them, and say nothing that the words do not.
@Suite struct ColorTests {
    @Test func `colours follow the terminal, the environment and the option`() throws {
        let bench = try SpoiledLog.sample()
        func isColored(_ arguments: String..., terminal: Bool, allowed: Bool) -> Bool {
            ToolRun(["events", bench.path] + arguments, isTerminal: terminal, allowsColor: allowed)
                .output.contains("\u{1B}")
        }
        #expect(isColored(terminal: true, allowed: true))
        #expect(!isColored(terminal: true, allowed: false))
        #expect(!isColored(terminal: false, allowed: true))
        #expect(isColored("--color", "always", terminal: false, allowed: false))
        #expect(!isColored("--color", "never", terminal: true, allowed: true))
        #expect(!isColored("--color", "always", "--format", "csv", terminal: true, allowed: true))
    }

    @Test func `without colours the words are the same`() throws {
        let bench = try SpoiledLog.sample()
        for command in ["sessions", "events", "state", "replay", "verify"] {
            let colored = ToolRun(command, bench.path, "--color", "always").output
            let plain = ToolRun(command, bench.path, "--color", "never").output
            #expect(colored != plain)
            #expect(colored.replacing(#/\u{1B}\[[0-9]*m/#, with: "") == plain)
        }
    }
}
