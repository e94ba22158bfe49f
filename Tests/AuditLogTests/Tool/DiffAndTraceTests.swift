// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// Which points `diff` takes, and what `trace` follows.
@Suite struct DiffAndTraceTests {
    @Test func `points are events or times, of one session or of two`() throws {
        let bench = try SpoiledLog.sample()
        let same = ToolRun("diff", bench.path, "9", "10", "-s", "box-office")
        #expect(same.exit == .fine)
        #expect(same.output.hasSuffix("the same\n"))
        let times = ToolRun(
            "diff", bench.path, "2023-11-14T22:13:21Z", "2023-11-14T22:13:22Z", "-s", "box-office", "--format", "csv")
        #expect(times.exit == .no)
        #expect(times.output.contains("state,authenticating,valid"))
        let sessions = ToolRun("diff", bench.path, "4", "6", "--format", "csv")
        #expect(sessions.output.contains("state,authenticating,refreshing"))
        #expect(ToolRun("diff", bench.path, "0", "9", "-s", "box-office").output.contains("before its first event"))
    }

    @Test func `points that mean nothing are refused with what can be done`() throws {
        let bench = try SpoiledLog.sample()
        #expect(ToolRun("diff", bench.path, "9", "99").exit == .no)
        #expect(ToolRun("diff", bench.path, "9", "10").complaints.first?.contains("a record of the log itself") == true)
        #expect(ToolRun("diff", bench.path, "now", "yesterday").complaints.first?.contains("has 2 sessions") == true)
        #expect(ToolRun("diff", bench.path, "9", "lunch").exit == .usage)
        #expect(ToolRun("diff", bench.path, "9").exit == .usage)
    }

    @Test func `a chain is followed in both directions, so far as was asked`() throws {
        let (bench, _) = try PlantedStory.serverDown.told()
        func levels(_ arguments: String...) -> [Int] {
            ToolRun(["trace", bench.path, "20", "--format", "csv"] + arguments).lines.dropFirst()
                .compactMap { Int($0.prefix { $0 != "," }) }
        }
        #expect(levels() == Array(-5...10))
        #expect(levels("--up", "0", "--down", "1") == [0, 1])
        #expect(levels("--up", "1000", "--down", "0").first == -19)
        let text = ToolRun("trace", bench.path, "20")
        #expect(text.output.contains("there are causes before; --up 50"))
        #expect(text.output.contains("more came of it; --down 100"))
        #expect(ToolRun("trace", bench.path, "999").exit == .no)
        #expect(ToolRun("trace", bench.path, "20", "--up", "-1").exit == .usage)
    }

    @Test func `of several things that came of one event the longest is the trunk`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil {
            try $0.execute("UPDATE event SET cause = 1 WHERE seq IN (2, 14); UPDATE event SET cause = 3 WHERE seq = 6")
        }
        let lines = ToolRun("trace", log.path, "1").lines.dropFirst(2).map { $0.prefix(7) }
        #expect(
            lines == [
                "▶ 1    ", "  ├ 2  ", "  ├ 14 ", "  3    ", "  6    ", "  7    ", "  8    ", "  ├ 9  ", "  13   ",
            ])
    }

    @Test func `causes that go in circles end the search`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil {
            try $0.execute("UPDATE event SET cause = 9 WHERE seq = 6; UPDATE event SET cause = 8 WHERE seq = 8")
        }
        #expect(ToolRun("trace", log.path, "8", "--up", "1000", "--format", "csv").lines[1].hasPrefix("0,8,"))
        // What led to 9 is 8, which names itself.
        let nine = ToolRun("trace", log.path, "9", "--up", "1000", "--format", "csv").lines
        #expect(nine[1].hasPrefix("-1,8,") && nine[2].hasPrefix("0,9,"))
    }
}
