// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// What the doctor makes of what it sees.
@Suite struct CheckupTests {
    private static let file = FileFacts(size: 4096, mode: 0o600, owner: "ticket", number: 1)

    private static func surroundings(_ change: (inout Surroundings) -> Void = { _ in }) -> Surroundings {
        var surroundings = Surroundings(
            path: "log", keyPath: "log.key", log: file,
            folder: FileFacts(size: 0, mode: 0o755, owner: "ticket", number: 2),
            wal: file, journal: nil, lock: file, head: file, key: file, signingKey: file, freeBytes: 1 << 40,
            networkFileSystem: nil, users: [LogUser(id: 7, program: "box-office")])
        change(&surroundings)
        return surroundings
    }

    /// The checks that are not ok.
    private func complaints(_ change: (inout Surroundings) -> Void) -> [String] {
        Checkup(facts: Self.surroundings(change)).ofFiles().filter { $0.outcome != .ok }
            .map { "\($0.name) \($0.outcome)" }
    }

    @Test func `what is as it should be is ok`() {
        #expect(complaints { _ in } == [])
    }

    @Test func `each thing that is wrong is told by the check for it alone`() {
        #expect(complaints { $0.log?.mode = 0o666 } == ["log problem"])
        #expect(complaints { $0.folder?.mode = 0o777 } == ["folder warning"])
        #expect(complaints { $0.folder?.mode = 0o1777 } == [])
        #expect(complaints { $0.journal = Self.file } == ["journal problem"])
        #expect(complaints { $0.wal?.size = 100 << 20 } == ["wal warning"])
        #expect(complaints { $0.head = nil } == ["sidefiles warning"])
        #expect(complaints { $0.freeBytes = 1 << 20 } == ["disk problem"])
        #expect(complaints { $0.freeBytes = 100 << 20 } == ["disk warning"])
        #expect(complaints { $0.freeBytes = nil } == ["disk warning"])
        #expect(complaints { $0.networkFileSystem = "nfs" } == ["filesystem problem"])
        #expect(complaints { $0.users = [] } == ["processes warning"])
        #expect(complaints { $0.users = nil } == [])
        #expect(complaints { $0.isLocked = true } == ["lock problem"])
        #expect(complaints { $0.key?.mode = 0o640 } == ["key problem"])
        #expect(complaints { $0.key?.owner = "root" } == ["key warning"])
        #expect(complaints { $0.key = nil } == ["key warning"])
        #expect(complaints { ($0.key, $0.isKeyNamed) = (nil, true) } == ["key problem"])
        #expect(complaints { ($0.signingKey, $0.isKeyNamed) = (nil, true) } == ["signkey problem"])
        #expect(complaints { $0.log?.isReadable = false } == ["log problem"])
        #expect(complaints { $0.key?.isReadable = false } == ["key problem"])
        #expect(complaints { $0.signingKey?.mode = 0o604 } == ["signkey problem"])
    }

    @Test func `whatever is not ok comes with what to do, or needs nothing`() {
        let bad = Self.surroundings {
            $0.log?.mode = 0o666
            $0.folder?.mode = 0o777
            $0.journal = Self.file
            $0.wal?.size = 100 << 20
            $0.head = nil
            $0.freeBytes = 0
            $0.networkFileSystem = "nfs"
            $0.users = []
            $0.isLocked = true
            $0.key = nil
            $0.signingKey?.mode = 0o644
        }
        for check in Checkup(facts: bad).ofFiles() {
            #expect(check.outcome == .ok || !check.advice.isEmpty, "\(check)")
        }
    }

    @Test(arguments: [
        (3_006_023, false), (3_007_000, true), (3_040_001, true), (3_044_005, true), (3_044_006, false),
        (3_045_000, true), (3_050_006, true), (3_050_007, false), (3_051_002, true), (3_051_003, false),
        (3_052_000, false),
    ])
    func `versions of SQLite that can lose a commit are known`(number: Int32, isAffected: Bool) {
        #expect(Checkup.isAffected(number) == isAffected)
        #expect(Checkup.sqlite(number, "x").text.contains("WAL-reset") == isAffected)
    }

    @Test func `a clock that was set back, or jumped, is told of`() {
        let now: Int64 = 1_700_000_000_000_000
        #expect(Checkup.clock(last: now - 60_000_000, jump: nil, now: now).outcome == .ok)
        #expect(Checkup.clock(last: now + 4_000_000, jump: nil, now: now).outcome == .ok)
        #expect(Checkup.clock(last: now + 6_000_000, jump: nil, now: now).outcome == .problem)
        #expect(Checkup.clock(last: now, jump: now - 3_600_000_000, now: now).outcome == .warning)
        #expect(Checkup.clock(last: now, jump: now - 90_000_000_000, now: now).outcome == .ok)
        #expect(Checkup.clock(last: nil, jump: nil, now: now).outcome == .ok)
    }

    @Test(arguments: [
        (PlantedStory.fine, Check.Outcome.ok), (.refreshLost, .problem), (.lostButServed, .warning),
        (.serverDown, .warning), (.signedOut, .ok), (.abandoned, .warning), (.signingIn, .ok),
    ])
    func `sessions are among what is looked at`(story: PlantedStory, outcome: Check.Outcome) throws {
        let (bench, now) = try story.told()
        let run = ToolRun(
            ["doctor", bench.path, "--key-file", bench.keyPath, "--format", "json"], now: now)
        let checks = try #require(try run.json() as? [[String: Any]])
        let session = try #require(checks.last)
        #expect(session["check"] as? String == "session box-office")
        #expect(session["outcome"] as? String == outcome.rawValue, "\(session)")
        #expect(checks.contains { $0["check"] as? String == "keymatch" && $0["outcome"] as? String == "ok" })
        #expect(run.exit == (outcome == .problem ? .no : .fine))
    }

    @Test func `a refresh token that nobody keeps alive is told of`() throws {
        let (bench, now) = try PlantedStory.expiredOnDemand.told()
        func outcome(days: Int64) throws -> String? {
            let run = ToolRun(
                ["doctor", bench.path, "--format", "json"], now: now + days * 86_400_000_000)
            return ((try run.json() as? [[String: Any]])?.last)?["outcome"] as? String
        }
        #expect(try outcome(days: 1) == "ok")
        #expect(try outcome(days: 8) == "warning")
        #expect(try outcome(days: 15) == "warning")
    }

    @Test func `a log that does not open is looked at from outside`() throws {
        let scratch = try Scratch()
        try scratch.write(Array("text".utf8), to: "text")
        let run = ToolRun("doctor", scratch.file("text"))
        #expect(run.exit == .notALog)
        #expect(run.output.contains("opening     problem"))
        #expect(run.output.contains("disk        ok"))
    }

    @Test func `a key of another log is told of`() throws {
        let bench = try SpoiledLog.sample()
        try bench.scratch.write(Array(String(repeating: "0", count: 64).utf8), to: "other.key")
        let run = ToolRun("doctor", bench.path, "--key-file", bench.scratch.file("other.key"))
        #expect(run.output.contains("is the key of another log"))
        #expect(run.exit == .no)
    }

    @Test func `how the file is laid out is looked at`() throws {
        let settings = LogSettings(journalMode: "wal", pageSize: 4096, sqliteNumber: 3_052_000, sqliteVersion: "3.52.0")
        #expect(Checkup.layout(settings).outcome == .ok)
        for (mode, size) in [("delete", 4096), ("wal", 1024)] as [(String, Int64)] {
            var other = settings
            (other.journalMode, other.pageSize) = (mode, size)
            #expect(Checkup.layout(other).outcome == .warning)
        }
        #expect(Checkup.end(lost: 0).outcome == .ok && Checkup.end(lost: 2).outcome == .problem)
    }

    @Test func `each file beside the log is looked at under its own name`() throws {
        let bench = try SpoiledLog.sample()
        try bench.scratch.remove(LogBench.name + ".head")
        for (number, suffix) in ["-wal", "-journal", ".lock", ".head"].enumerated() {
            try bench.scratch.write(Array(repeating: 0, count: 10 + number), to: LogBench.name + suffix)
        }
        try bench.scratch.write([1], to: "keys")
        try bench.scratch.write([1, 2], to: "keys.sign")
        let link = bench.scratch.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.path)
        for path in [bench.path, link] {
            let facts = Surroundings.around(path, keyFile: bench.scratch.file("keys"))
            #expect([facts.wal, facts.journal, facts.lock, facts.head].map { $0?.size } == [10, 11, 12, 13])
            #expect((facts.key?.size, facts.signingKey?.size) == (1, 2))
            #expect(facts.log?.mode == 0o600 && facts.folder?.mode == 0o700)
            #expect(facts.freeBytes ?? 0 > 0)
            #expect(!facts.isLocked)
        }
    }

    @Test func `a lock that is never free is told of`() throws {
        let bench = try SpoiledLog.sample()
        let lock = open(bench.path + ".lock", O_RDWR)
        try #require(flock(lock, LOCK_EX) == 0)
        defer { close(lock) }
        let run = ToolRun("doctor", bench.path, "--key-file", bench.keyPath)
        #expect(run.exit == .no)
        #expect(run.lines.contains { $0.hasPrefix("lock ") && $0.contains(" problem ") })
    }
}
