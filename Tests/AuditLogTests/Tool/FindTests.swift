// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// A token that turned up somewhere is found by its fingerprint, and never shown.
@Suite struct FindTests {
    private func find(_ bench: LogBench, _ input: String, _ more: String...) -> ToolRun {
        ToolRun(["find", bench.path, "--key-file", bench.keyPath] + more, input: input)
    }

    @Test(arguments: [
        "access-3", "access-3\n", "Bearer access-3", "Authorization: Bearer access-3\r\n",
        "authorization: bearer access-3",
    ])
    func `a token is found as it is pasted`(input: String) throws {
        let bench = try SpoiledLog.sample()
        let run = find(bench, input)
        #expect(run.exit == .fine)
        #expect(run.output.contains("issued as access token"))
        #expect(run.output.contains("still held by box-office"))
        #expect(!run.output.contains("access-3"))
    }

    @Test func `a token is told of that was refused, and one that is unknown`() throws {
        let bench = try SpoiledLog.sample()
        #expect(find(bench, "access-2").output.contains("refused by the API"))
        let unknown = find(bench, "what-is-this")
        #expect(unknown.exit == .no)
        #expect(unknown.output.hasSuffix("this log has never seen that token\n"))
        #expect(find(bench, "what-is-this", "--format", "json").exit == .no)
    }

    @Test func `a token that is an argument is refused and not repeated`() throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun("find", bench.path, "very-secret-token")
        #expect(run.exit == .usage)
        #expect(run.complaints.count == 1)
        #expect(!run.complaints.joined().contains("very-secret"))
    }

    @Test(arguments: ["", "  \n", "two words", "Bearer"])
    func `what is no token is refused and not repeated`(input: String) throws {
        let bench = try SpoiledLog.sample()
        let run = find(bench, input)
        #expect(run.exit == (input == "Bearer" ? .no : .usage))
        #expect(!run.complaints.joined().contains("two words"))
    }

    @Test func `without the right key nothing is found, and that is no answer`() throws {
        let bench = try SpoiledLog.sample()
        #expect(ToolRun("find", bench.path).exit == .notFullyVerifiable)
        let other = try SpoiledLog.sample()
        try other.scratch.write(Array(String(repeating: "0", count: 64).utf8), to: "other.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: other.scratch.file("other.key"))
        let run = ToolRun("find", bench.path, "--key-file", other.scratch.file("other.key"))
        #expect(run.exit == .notFullyVerifiable)
        #expect(run.complaints.first?.contains("is not the one of") == true)
    }

    @Test func `a key that others can read is not used`() throws {
        let bench = try SpoiledLog.sample()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: bench.keyPath)
        let run = find(bench, "access-3")
        #expect(run.exit == .notFullyVerifiable)
        #expect(run.complaints.first?.contains("chmod") == true || run.complaints.first?.contains("0644") == true)
    }

    @Test func `what the log itself saw of a token is told, and all keys that it had find it`() throws {
        let old = try SpoiledLog.sample()
        let bench = try LogBench.withRecords()
        try bench.scratch.write(try old.scratch.read("box-office.key"), to: "old.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: bench.scratch.file("old.key"))
        for key in [bench.keyPath, bench.scratch.file("old.key")] {
            let run = ToolRun(["find", bench.path, "--key-file", key], input: "refresh-1")
            #expect(run.exit == .fine)
            #expect(run.lines.count { $0.contains("offered again, or spent at a sign-out") } == 3)
        }
    }

    @Test func `a token whose events were moved to an archive is still found where it is held`() throws {
        let bench = try LogBench.withArchivedSample()
        let run = find(bench, "access-3")
        #expect(run.exit == .fine)
        #expect(run.lines.count == 2 && run.output.contains("still held by box-office"))
    }

    /// The terminal has no echo while somebody is asked, and must not be left like that.
    @Test(.enabled(if: BuiltTools.folder != nil), .timeLimit(.minutes(1)))
    func `who is asked for a token can leave`() throws {
        let bench = try SpoiledLog.sample()
        let terminal = try PseudoTerminal()
        let before = terminal.settings
        try terminal.start(["find", bench.path])
        try terminal.wait(for: "token (not shown): ")
        terminal.type("acc\u{3}")
        #expect(terminal.end() == 128 + SIGINT)
        let after = terminal.settings
        #expect(before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag)
    }
}
