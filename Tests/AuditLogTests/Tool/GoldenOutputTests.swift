// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// What each command writes in each format, looked at once and kept.
@Suite struct GoldenOutputTests {
    @Test(arguments: ToolCommand.all, ToolCommand.formats)
    func `a command writes what it wrote before`(command: ToolCommand, format: String) throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(command.line(bench.path, "--format", format))
        #expect(run.exit == command.exit)
        #expect(run.complaints == [])
        try GoldenOutput.expect("\(command).\(format)", toHold: stable(run.output))
    }

    @Test(arguments: ToolCommand.formats)
    func `findings and divergences are written in every format`(format: String) throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil {
            try $0.execute("UPDATE event SET disposition = 3 WHERE seq = 13; DELETE FROM event WHERE seq = 11")
        }
        let verify = ToolRun("verify", log.path, "--format", format)
        #expect(verify.exit == .integrityFinding)
        try GoldenOutput.expect("verify-broken.\(format)", toHold: stable(verify.output))
        let replay = ToolRun("replay", log.path, "--format", format)
        #expect(replay.exit == .replayDivergence)
        try GoldenOutput.expect("replay-different.\(format)", toHold: replay.output)
    }

    @Test(arguments: ToolCommand.formats)
    func `what the doctor sees is written in every format`(format: String) throws {
        let (bench, now) = try PlantedStory.lostButServed.told()
        let run = ToolRun(["doctor", bench.path, "--key-file", bench.keyPath, "--format", format], now: now)
        #expect(run.exit == .fine)
        // The version of SQLite, the size of the disk and the name of its owner are this machine's.
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains(/^sqlite[ ,]|"check":"sqlite"/) }
        let output = lines.joined(separator: "\n").replacing(/owner [^:",\n]+/, with: "owner NAME")
            .replacing(/[0-9.]+ [GMk]B free/, with: "1 GB free")
        try GoldenOutput.expect("doctor.\(format)", toHold: output)
    }

    @Test func `checkpoints are written as they were before`() throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun("anchor", bench.path, "-n", "2")
        #expect(run.exit == .fine)
        try GoldenOutput.expect("anchor.text", toHold: run.output)
        // The last one covers all events, so there is none to be made.
        let checkpoint = ToolRun("checkpoint", bench.path, "--key-file", bench.keyPath)
        #expect(checkpoint.output == ToolRun("anchor", bench.path).output)
    }

    @Test func `a new key is told of as it was before`() throws {
        let bench = try SpoiledLog.sample()
        let line = ["rotate-key", bench.path, "--key-file", bench.keyPath]
        #expect(
            Self.withoutChains(ToolRun(line).output)
                == "there is a new signing key: CHAIN; note it where you keep anchors\n")
        #expect(
            ToolRun(line + ["--vault"]).output == "there is a new vault key, and all tokens are sealed with it\n")
    }

    @Test(arguments: [80, 120])
    func `a table fits the terminal`(width: Int) throws {
        let bench = try SpoiledLog.sample()
        let events = ToolRun("events", bench.path, width: width)
        #expect(events.lines.allSatisfy { $0.count <= width })
        try GoldenOutput.expect("events-\(width).text", toHold: events.output)
        let one = ToolRun("events", bench.path, "-s", "box-office", "--tz", "Europe/Zurich", "-r", width: width)
        #expect(one.lines.allSatisfy { $0.count <= width })
        try GoldenOutput.expect("events-one-\(width).text", toHold: one.output)
    }

    @Test(arguments: ToolCommand.all)
    func `JSON and JSON lines are strict and say the same`(command: ToolCommand) throws {
        let bench = try SpoiledLog.sample()
        let whole = try ToolRun(command.line(bench.path, "--format", "json")).json()
        let lines = try ToolRun(command.line(bench.path, "--format", "jsonl")).lines.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8))
        }
        if let rows = whole as? [Any] {
            #expect(NSArray(array: rows) == NSArray(array: lines))
        } else {
            // Rows come one by one, and what is said of all of them in a line of its own.
            var object = try #require(whole as? [String: Any])
            let summary = try #require(lines.last as? [String: Any])
            let rows = object.keys.filter { summary[$0] == nil }
            #expect(rows.count <= 1)
            for name in rows {
                let list = try #require(object.removeValue(forKey: name) as? [Any])
                #expect(NSArray(array: list) == NSArray(array: lines.dropLast()))
            }
            #expect(NSDictionary(dictionary: object) == NSDictionary(dictionary: summary))
        }
    }

    /// The output without the hashes of events, which hold all that came before.
    static func withoutChains(_ output: String) -> String {
        output.replacing(#/[0-9a-f]{64}/#, with: "CHAIN").replacing(
            #/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/#, with: "ID")
    }

    /// The output without what differs from one machine to the next.
    private func stable(_ output: String) -> String {
        output.replacing(String(cString: sqliteVersion()), with: "3.x")
    }
}
