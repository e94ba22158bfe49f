// SPDX-License-Identifier: Apache-2.0

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

    /// The longest that an event can wait is from one look at the log to the next.
    @Test func `an event is shown within a tenth of a second, and sooner after another one`() throws {
        let bench = try SpoiledLog.sample()
        let log = try bench.open()
        var elapsed: Int64 = 0
        var appended: [Int64] = []
        var shown: [Int64] = []
        let waiting = Console.Waiting(
            elapsed: { elapsed },
            pause: { milliseconds in
                let request = bench.event(.tokenRequested, at: 1_700_001_000_000 + elapsed)
                if (try? log.append(request)) != nil { appended.append(elapsed) }
                elapsed += Int64(milliseconds)
            },
            isOver: { elapsed > 10_000 })
        let console = Console(
            Console.Surroundings(nowMicroseconds: 1_700_000_600_000_000, waiting: waiting),
            output: { content throws(OutputFailure) in
                let lines = content.count { $0 == 0x0A }
                if !appended.isEmpty { shown += Array(repeating: elapsed, count: lines) }
            },
            complaints: { Issue.record("\($0)") })
        let line = ["events", bench.path, "-f", "-n", "1", "--until-seq", "20", "--format", "jsonl"]
        #expect(TPAudit.run(line, console: console) == .fine)
        #expect(zip(appended, shown).map { $1 - $0 } == [100, 20, 20, 20, 20])
        #expect(shown.count == 5)
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

    @Test func `what was not asked for is not shown when it comes either`() throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(
            ["events", bench.path, "-f", "-s", "kiosk", "-n", "1", "--until-seq", "18", "--format", "csv"],
            waiting: try appending(to: bench, [.office, .kiosk, .office]))
        #expect(run.lines.dropFirst().map { $0.prefix { $0 != "," } } == ["15", "17"])
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

    /// Who is killed goes on from what was written.
    @Test func `a cursor file goes along while events are followed`() throws {
        let bench = try SpoiledLog.sample()
        let cursor = bench.scratch.file("cursor")
        var waiting = try appending(to: bench, [.office, .kiosk, .office])
        var seen: [Substring] = []
        let pause = waiting.pause
        waiting.pause = { milliseconds in
            seen +=
                (try? String(contentsOfFile: cursor, encoding: .utf8))?.split(whereSeparator: \.isWhitespace).suffix(1)
                ?? []
            pause(milliseconds)
        }
        let run = ToolRun(
            ["events", bench.path, "-f", "--until-seq", "18", "--format", "csv", "--cursor-file", cursor],
            waiting: waiting)
        #expect(run.exit == .fine)
        #expect(seen == ["15", "16", "17"])
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
