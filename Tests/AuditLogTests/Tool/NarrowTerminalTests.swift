// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// No line is wider than the terminal, and none is broken where there is none.
@Suite struct NarrowTerminalTests {
    /// Lines of a run that are wider than a terminal of 80 columns.
    private func wide(_ line: [String]) -> [Substring] {
        ToolRun(line, width: 80).lines.filter { TerminalText.width($0) > 80 }
    }

    @Test(arguments: ToolCommand.all)
    func `an answer fits a terminal of 80 columns`(command: ToolCommand) throws {
        let bench = try SpoiledLog.sample()
        #expect(wide(command.line(bench.path)) == [])
        #expect(wide(command.line(bench.path, "--color", "always")) == [])
    }

    @Test func `what another policy would have done fits, with all of its settings`() throws {
        let (bench, _) = try PlantedStory.serverDown.told()
        let settings = PolicySetting.all.flatMap { ["--set", "\($0.name)=\($0.text(in: .ticketpark))"] }
        #expect(wide(["replay", bench.path] + settings) == [])
        let other = ["replay", bench.path, "--set", "renewAt=0.5"]
        #expect(wide(other) == [])
        #expect(ToolRun(other).lines.contains { $0.count > 110 })
    }

    @Test func `findings and divergences fit`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil {
            try $0.execute("UPDATE event SET disposition = 3 WHERE seq = 13; DELETE FROM event WHERE seq = 11")
        }
        let verify = ["verify", log.path]
        #expect(wide(verify) == [])
        #expect(ToolRun(verify).lines.contains { $0.count > 80 })
        #expect(wide(["replay", log.path]) == [])
    }

    @Test func `what an excerpt proves fits`() throws {
        let bench = try SpoiledLog.sample()
        let excerpt = ToolRun("export", bench.path, "--session", "kiosk", "--proofs").bytes
        try bench.scratch.write(excerpt, to: "excerpt")
        let key = hex(try bench.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value"))
        #expect(wide(["check-proof", bench.scratch.file("excerpt"), "--signing-key", key]) == [])
    }

    @Test(arguments: [PlantedStory.fine, .refreshLost, .serverDown])
    func `colours take no room`(story: PlantedStory) throws {
        let (bench, now) = try story.told()
        let colored = ToolRun(["why", bench.path, "--color", "always"], width: 80, now: now).output
        let plain = ToolRun(["why", bench.path, "--color", "never"], width: 80, now: now).output
        #expect(colored != plain)
        #expect(colored.replacing(#/\u{1B}\[[0-9]*m/#, with: "") == plain)
    }

    @Test func `a value that fits nowhere beside its name stands below it`() throws {
        let bench = try SpoiledLog.sample()
        let show = ToolRun("show", bench.path, "9", width: 80)
        let chain = try #require(show.lines.firstIndex { $0.hasPrefix("chain") })
        #expect(show.lines[chain] == "chain")
        #expect(show.lines[chain + 1].hasPrefix("    ") && show.lines[chain + 1].count == 68)
    }
}
