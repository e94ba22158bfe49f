import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// What each command writes in each format, looked at once and kept.
@Suite struct GoldenOutputTests {
    static let commands = ["info", "sessions", "events", "show", "state", "replay", "verify"]
    static let formats = ["text", "json", "jsonl", "csv"]

    @Test(arguments: commands, formats)
    func `a command writes what it wrote before`(command: String, format: String) throws {
        let bench = try SpoiledLog.sample()
        let run = run(command, bench, format: format)
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        try GoldenOutput.expect("\(command).\(format)", toHold: stable(run.output))
    }

    @Test(arguments: formats)
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

    @Test(arguments: commands)
    func `JSON and JSON lines are strict and say the same`(command: String) throws {
        let bench = try SpoiledLog.sample()
        let whole = try run(command, bench, format: "json").json()
        let lines = try run(command, bench, format: "jsonl").lines.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8))
        }
        if let rows = whole as? [Any] {
            #expect(NSArray(array: rows) == NSArray(array: lines))
        } else {
            #expect(lines.count == 1)
        }
    }

    private func run(_ command: String, _ bench: LogBench, format: String) -> ToolRun {
        command == "show"
            ? ToolRun(command, bench.path, "9", "--format", format)
            : ToolRun(command, bench.path, "--format", format)
    }

    /// The output without what differs from one machine to the next.
    private func stable(_ output: String) -> String {
        output.replacing(String(cString: sqliteVersion()), with: "3.x")
    }
}
