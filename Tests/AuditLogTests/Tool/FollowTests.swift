import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// Events that come while they are waited for, and files that remember how far a log was read.
@Suite struct FollowTests {
    /// Waiting in which another event is appended at each pause.
    private func appending(to bench: LogBench, _ labels: [SessionLabel]) throws -> Console.Waiting {
        let log = try bench.open()
        var labels = labels
        var elapsed: Int64 = 0
        return Console.Waiting(
            elapsed: { elapsed },
            pause: { milliseconds in
                elapsed += Int64(milliseconds)
                guard !labels.isEmpty else { return }
                let request = bench.event(
                    .tokenRequested, labels.removeFirst(), at: 1_700_001_000_000 + elapsed)
                _ = try? log.append([request])
            },
            isOver: { false })
    }

    @Test(arguments: ToolCommand.formats)
    func `each event is shown as it comes, in every format`(format: String) throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(
            ["events", bench.path, "--follow", "-n", "2", "--until-seq", "18", "--format", format],
            waiting: try appending(to: bench, [.office, .kiosk, .office, .office]))
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        let last = GoldenOutputTests.withoutChains(run.output)
        try GoldenOutput.expect("events-follow.\(format)", toHold: last)
    }

    @Test func `following ends after its time, and shows the last ten before it`() throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(
            ["events", bench.path, "-f", "--timeout", "0.25", "--format", "csv"], waiting: try appending(to: bench, []))
        #expect(run.exit == .fine)
        #expect(run.lines.count == 11)
        let none = ToolRun(
            ["events", bench.path, "-f", "--timeout", "0.25", "--kind", "keyRotated"],
            waiting: try appending(to: bench, []))
        #expect(none.exit == .no)
        #expect(none.lines.count == 1)
    }

    @Test func `following ends where nobody reads any more`() throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(["events", bench.path, "-f", "--format", "json"], waiting: Console.Waiting())
        #expect(run.exit == .fine)
        #expect((try run.json() as? [Any])?.count == 10)
    }

    @Test func `following goes on from where it is told to`() throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(
            ["events", bench.path, "-f", "--after", "3", "--until-seq", "16", "--format", "csv"],
            waiting: try appending(to: bench, [.office]))
        // Event 5 has a line feed in its note.
        #expect(run.lines.count == 1 + 13 + 1)
    }

    @Test func `a cursor file goes on after what was seen`() throws {
        let bench = try SpoiledLog.sample()
        let cursor = bench.scratch.file("cursor")
        func lines(_ more: String...) -> Int {
            ToolRun(["events", bench.path, "--format", "csv", "--cursor-file", cursor] + more).lines.count - 1
        }
        #expect(lines("-n", "4") == 4)
        #expect(try String(contentsOfFile: cursor, encoding: .utf8).hasSuffix(" 4\n"))
        #expect(lines("--kind", "requestFaulted") == 2)
        // All of the log was looked at, not only up to the last match.
        #expect(try String(contentsOfFile: cursor, encoding: .utf8).hasSuffix(" 15\n"))
        #expect(lines() == 0)
        let waiting = try appending(to: bench, [.office, .kiosk])
        let run = ToolRun(
            ["events", bench.path, "-f", "--until-seq", "17", "--format", "csv", "--cursor-file", cursor],
            waiting: waiting)
        #expect(run.lines.count == 3)
        #expect(try String(contentsOfFile: cursor, encoding: .utf8).hasSuffix(" 17\n"))
    }

    @Test func `a cursor file of another log, or none at all, is refused`() throws {
        let bench = try SpoiledLog.sample()
        try bench.scratch.write(Array("hello".utf8), to: "cursor")
        let run = ToolRun("events", bench.path, "--cursor-file", bench.scratch.file("cursor"))
        #expect(run.exit == .usage)
        #expect(run.complaints.first?.contains("is no cursor file") == true)
        try bench.scratch.write(Array("00 5\n".utf8), to: "cursor")
        let other = ToolRun("events", bench.path, "--cursor-file", bench.scratch.file("cursor"))
        #expect(other.complaints.first?.contains("is the cursor of another log") == true)
        let nowhere = ToolRun("events", bench.path, "--cursor-file", bench.scratch.file("no/where"))
        #expect(nowhere.exit == .outputFailed)
    }

    @Test func `what was not written is not remembered`() throws {
        let bench = try SpoiledLog.sample()
        let cursor = bench.scratch.file("cursor")
        let run = ToolRun(
            ["events", bench.path, "--cursor-file", cursor], failingWith: OutputFailure(reason: "full"))
        #expect(run.exit == .outputFailed)
        #expect(!FileManager.default.fileExists(atPath: cursor))
    }
}
