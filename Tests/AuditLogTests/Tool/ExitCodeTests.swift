// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// How runs end, and what they say then.
@Suite struct ExitCodeTests {
    @Test(arguments: [
        (
            ["frob"],
            "there is no command frob; the commands are info, sessions, events, show, state, why, diff, trace, stats, find, "
                + "transitions, step, replay, verify, doctor, "
                + "prove, check-proof, archive, rotate-key, compare, checkpoint, anchor, "
                + "export, import, backup"
        ),
        (["events"], "Missing expected argument '<log>'; see tpaudit events --help"),
        (["events", "log", "--frobnicate"], "Unknown option '--frobnicate'; see tpaudit events --help"),
        (["events", "log", "--folow"], "Did you mean '--follow'? See tpaudit events --help"),
        (["events", "log", "--since", "lunch"], "lunch is no time; write 2026-03-01T12:30:00Z"),
        (["events", "log", "--tz", "Nowhere"], "there is no time zone Nowhere"),
        (["events", "log", "-n", "0"], "-n takes a number of 1 or more"),
        (["state", "log", "--at", "lunch"], "lunch is no time"),
        (["verify", "log", "--signing-key", "abc"], "--signing-key takes 64 hexadecimal digits"),
        (["events", "log", "--kind", "frob"], "Please provide one of the following: signInRequested, grantAdopted"),
    ])
    func `wrong usage is told in one line`(arguments: [String], message: String) {
        let run = run(arguments)
        #expect(run.exit == .usage)
        #expect(run.output == "")
        #expect(run.complaints.count == 1)
        #expect(run.complaints.first?.hasPrefix("tpaudit: ") == true)
        #expect(run.complaints.first?.contains(message) == true, "\(run.complaints)")
    }

    @Test func `what cannot be opened and what is no log have codes of their own`() throws {
        let scratch = try Scratch()
        try scratch.write(Array("text".utf8), to: "text")
        for command in ToolCommand.all {
            #expect(run(command.line(scratch.file("nothing"))).exit == .cannotOpen)
            #expect(run(command.line(scratch.path)).exit == .cannotOpen)
            #expect(run(command.line(scratch.file("text"))).exit == .notALog)
        }
        let newer = try SpoiledLog.sample()
        try newer.look().execute("PRAGMA user_version = 7; PRAGMA wal_checkpoint(TRUNCATE)")
        #expect(ToolRun("info", newer.path).exit == .notALog)
    }

    @Test func `no is an answer`() throws {
        let bench = try SpoiledLog.sample()
        #expect(ToolRun("show", bench.path, "99").exit == .no)
        #expect(ToolRun("state", bench.path, "nobody").complaints.first?.contains("box-office, kiosk") == true)
        let none = ToolRun("events", bench.path, "--kind", "keyRotated", "--format", "json")
        #expect(none.exit == .no)
        #expect(none.output == "[]\n")
        #expect(none.complaints == [])
        let watched = ToolRun("events", bench.path, "--kind", "keyRotated", width: 80)
        #expect(watched.complaints == ["tpaudit: nothing matched"])
        #expect(ToolRun("events", bench.path, "--after", "15").exit == .no)
        #expect(ToolRun("events", bench.path, "--from-seq", "9", "--to-seq", "3").exit == .no)
    }

    @Test func `a log in which nothing happened has no answer`() throws {
        let bench = try LogBench()
        try bench.open().close()
        for command in ["sessions", "events", "state", "why", "stats", "transitions"] {
            let run = ToolRun(command, bench.path)
            #expect(run.exit == .no && run.complaints == [], "\(command)")
        }
    }

    @Test func `a log whose end is lost is told of at once`() throws {
        let bench = try LogBench()
        let log = try bench.open()
        _ = try log.append([bench.event(.signInRequested), bench.event(.tokenRequested)])
        let crashed = try SpoiledLog(of: bench)
        try crashed.scratch.remove(LogBench.name + "-wal")
        let run = ToolRun("sessions", crashed.path)
        #expect(run.complaints.map { $0.contains("the last 2 events of it are lost") } == [true])
        #expect(ToolRun("verify", crashed.path).exit == .integrityFinding)
        #expect(ToolRun("verify", crashed.path).complaints == [])
    }

    @Test func `keys that are missing leave a verification open`() throws {
        let bench = try SpoiledLog.sample()
        #expect(ToolRun("verify", bench.path, "--key-file", "/no/key").exit == .notFullyVerifiable)
        #expect(ToolRun("verify", bench.path, "--key-file", bench.keyPath).exit == .fine)
        #expect(ToolRun("verify", bench.path).exit == .fine)
        let key = String(repeating: "0", count: 64)
        #expect(ToolRun("verify", bench.path, "--signing-key", key).exit == .integrityFinding)
    }

    @Test func `output that cannot be written has a code of its own`() throws {
        let bench = try SpoiledLog.sample()
        let failure = OutputFailure(reason: "No space left on device")
        for command in ToolCommand.all {
            for format in ToolCommand.formats {
                let run = ToolRun(command.line(bench.path, "--format", format), failingWith: failure)
                #expect(run.exit == .outputFailed, "\(command) \(format)")
                #expect(run.complaints.first?.contains("No space left on device") == true)
            }
        }
    }

    @Test func `help lists the exit codes, and help and version are no errors`() {
        let help = ToolRun("--help")
        #expect(help.exit == .fine)
        for code in [0, 1, 2, 3, 4, 5, 6, 7, 64, 70] {
            #expect(AuditExit(rawValue: Int32(code)) != nil)
            #expect(help.output.contains("\n  \(code < 10 ? " " : "")\(code)  "))
        }
        #expect(ToolRun("--version").output == "0.1.0\n")
        #expect(ToolRun().output == help.output)
        for command in ToolCommand.all {
            #expect(ToolRun(command.name, "--help").exit == .fine)
            #expect(help.output.contains("\n  \(command.name) "))
        }
    }

    private func run(_ arguments: [String]) -> ToolRun {
        ToolRun(arguments)
    }
}
