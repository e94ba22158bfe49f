// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// The commands that write to a log.
@Suite struct WritingCommandsTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
        try bench.makeSample()
    }

    private func run(_ command: String, _ rest: String...) -> ToolRun {
        ToolRun([command, bench.path, "--key-file", bench.keyPath] + rest)
    }

    private var verified: AuditExit { run("verify").exit }

    @Test func `archive moves what is old enough, and says where it went`() throws {
        let archive = bench.scratch.file("old.sqlite")
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        let run = run("archive", "--to", archive, "--keep", "1")
        #expect(run.exit == .fine)
        #expect(
            run.lines == [
                "moved the events up to \(size) to \(archive)", "\(bench.path) goes on from event \(size + 1)",
            ])
        #expect(verified == .fine)
        #expect(ToolRun("verify", archive).exit == .fine)
        #expect(ToolRun("events", archive, "--format", "jsonl").lines.count == Int(size))
    }

    @Test func `archive says that there is nothing to be moved`() {
        let none = run("archive", "--to", bench.scratch.file("old.sqlite"), "--keep", "100")
        #expect(none.exit == .no)
        #expect(none.lines == ["nothing to be moved: no checkpoint is old enough and leaves enough"])
    }

    @Test(arguments: [
        (["archive", "log"], "Missing expected argument '--to <to>'"),
        (["archive", "log", "--to", "a"], "say what is old: --older-than 90d, --keep 100000 or --through SEQ"),
        (["archive", "log", "--to", "a", "--older-than", "lunch"], "lunch is no duration; write 90d, 12h, 30m or 90s"),
        (["archive", "log", "--to", "a", "--older-than=-3d"], "-3d is no duration; write 90d, 12h, 30m or 90s"),
        (["archive", "log", "--to", "a", "--through", "3", "--keep", "3"], "--through goes without"),
        (["rotate-key", "log", "--lost"], "--lost goes with --vault"),
        (["checkpoint", "log", "--key-file", "k", "--key-credential", "k"], "two ways to say the same"),
    ])
    func `wrong usage is told in one line`(arguments: [String], message: String) {
        let run = ToolRun(arguments)
        #expect(run.exit == .usage)
        #expect(run.complaints.count == 1)
        #expect(run.complaints.first?.contains(message) == true, "\(run.complaints)")
    }

    @Test func `archive takes no file's place, and no seq that no checkpoint covers`() throws {
        try bench.scratch.write(Array("mine".utf8), to: "old.sqlite")
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        #expect(run("archive", "--to", bench.scratch.file("old.sqlite"), "--through", "\(size)").exit == .notALog)
        #expect(try bench.scratch.read("old.sqlite") == Array("mine".utf8))
        let missed = run("archive", "--to", bench.scratch.file("other.sqlite"), "--through", "1")
        #expect(missed.exit == .notFullyVerifiable)
        #expect(missed.complaints.first?.contains("there is none over 1 events") == true)
        #expect(verified == .fine)
    }

    @Test func `rotate-key puts another signing key in force, and shows it`() throws {
        let run = run("rotate-key")
        #expect(run.exit == .fine)
        let key = try #require(try bench.look().rows("SELECT value FROM key WHERE id = 3").first?.bytes("value"))
        #expect(run.lines.first?.contains(hex(key)) == true)
        #expect(verified == .fine)
    }

    @Test func `rotate-key seals the vault anew, also where its key is lost`() throws {
        #expect(run("rotate-key", "--vault").exit == .fine)
        #expect(verified == .fine)
        #expect(run("rotate-key", "--vault", "--lost").exit == .outputFailed)
        try bench.scratch.remove("box-office.key")
        #expect(run("rotate-key", "--vault").exit == .notFullyVerifiable)
        let lost = run("rotate-key", "--vault", "--lost")
        #expect(lost.lines == ["there is a new vault key; every session needs a sign-in"])
        #expect(verified == .fine)
        #expect(try LogReader(path: bench.path).state(of: "box-office")?.kind == .unauthenticated)
    }
}
