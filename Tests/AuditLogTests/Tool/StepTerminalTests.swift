// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog

/// A walk through a session in a terminal: whatever ends it, the terminal is as it was.
@Suite(.enabled(if: BuiltTools.folder != nil)) struct StepTerminalTests {
    /// How a walk through a session is ended.
    enum Ending: String, CaseIterable {
        case quit, interrupt, terminate, hangUp
    }

    @Test(.timeLimit(.minutes(1)), arguments: Ending.allCases)
    func `the terminal is left as it was found`(ending: Ending) throws {
        let bench = try SpoiledLog.sample()
        let terminal = try PseudoTerminal()
        let before = terminal.settings
        try terminal.start(["step", bench.path, "box-office"])
        try terminal.wait(for: "q quit")
        switch ending {
        case .quit: terminal.type("q")
        case .interrupt: kill(terminal.process, SIGINT)
        case .terminate: kill(terminal.process, SIGTERM)
        case .hangUp: kill(terminal.process, SIGHUP)
        }
        try terminal.wait(for: "\u{1B}[?1049l")
        #expect(terminal.end() == 0)
        let after = terminal.settings
        #expect(before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag)
        #expect(terminal.shown.contains("\u{1B}[?1049h") && terminal.shown.hasSuffix("\u{1B}[?25h\u{1B}[?1049l"))
    }
}
