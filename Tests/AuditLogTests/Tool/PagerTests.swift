// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import tpaudit

/// When text goes to a pager, and to which.
@Suite struct PagerTests {
    @Test func `the environment names the pager`() throws {
        let scratch = try Scratch()
        for name in ["less", "more", "most"] {
            try scratch.write([], to: name)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: scratch.file(name))
        }
        func command(_ environment: [String: String]) -> String? {
            Pager.command(environment.merging(["PATH": "/nowhere:" + scratch.path]) { $1 })
        }
        #expect(command([:]) == "less")
        #expect(command(["PAGER": "more"]) == "more")
        #expect(command(["PAGER": "more -d"]) == "more -d")
        #expect(command(["PAGER": "more", "TPAUDIT_PAGER": "most"]) == "most")
        #expect(command(["PAGER": "more", "TPAUDIT_PAGER": ""]) == nil)
        #expect(command(["PAGER": "cat"]) == nil)
        #expect(command(["TERM": "dumb"]) == nil)
        #expect(command(["PAGER": scratch.file("more")]) == scratch.file("more"))
        #expect(command(["PAGER": "(more)"]) == "(more)")
    }

    /// It would take the text, and nobody would see it.
    @Test func `a pager that is not there is none`() {
        #expect(Pager.command(["PAGER": "no-such-pager -R", "PATH": "/usr/bin:/bin"]) == nil)
        #expect(Pager.command(["PAGER": "/no/such/pager"]) == nil)
        #expect(Pager.command([:]) == nil)
    }

    /// Only who is in the foreground may read from the terminal. Others are stopped there, and wait for ever.
    @Test(.enabled(if: BuiltTools.folder != nil), .timeLimit(.minutes(1)))
    func `a pager reads keys from the terminal`() throws {
        let bench = try SpoiledLog.sample()
        let terminal = try PseudoTerminal()
        let pager = "{ tail -n 1; printf 'more? '; read key < /dev/tty; echo \"pressed $key\"; }"
        try terminal.start(["show", bench.path, "5"], environment: ["PAGER": pager])
        try terminal.wait(for: "more? ")
        terminal.type("x\n")
        try terminal.wait(for: "pressed x")
        #expect(terminal.end() == 0)
    }

    @Test func `what fits on a screen is written as it is`() throws {
        var written = ""
        let pager = Pager(command: "exit 1", rows: 3) { written += String(decoding: $0, as: UTF8.self) }
        try pager.take(Array("a\nb\n".utf8))
        #expect(written == "")
        try pager.finish()
        #expect(written == "a\nb\n")
    }

    @Test func `what does not fit goes to the pager, all of it`() throws {
        let scratch = try Scratch()
        var written = ""
        let pager = Pager(command: "cat > '\(scratch.file("paged"))'", rows: 3) {
            written += String(decoding: $0, as: UTF8.self)
        }
        try pager.take(Array("a\nb\n".utf8))
        try pager.take(Array("c\n".utf8))
        try pager.take(Array("d\n".utf8))
        try pager.finish()
        #expect(written == "")
        #expect(String(decoding: try scratch.read("paged"), as: UTF8.self) == "a\nb\nc\nd\n")
    }

    @Test func `as many lines as the terminal has are one too many, as the prompt comes below`() throws {
        let scratch = try Scratch()
        var written = ""
        let pager = Pager(command: "cat > '\(scratch.file("paged"))'", rows: 3) {
            written += String(decoding: $0, as: UTF8.self)
        }
        try pager.take(Array("a\nb\nc\n".utf8))
        try pager.finish()
        #expect(written == "")
        #expect(String(decoding: try scratch.read("paged"), as: UTF8.self) == "a\nb\nc\n")
    }

    @Test func `less keeps colours, and its own settings where somebody made some`() throws {
        let scratch = try Scratch()
        let pager = Pager(command: "printf %s \"$LESS\" > '\(scratch.file("less"))'", rows: 1) { _ in }
        try pager.take([0x0A])
        try pager.finish()
        let own = ProcessInfo.processInfo.environment["LESS"]
        #expect(String(decoding: try scratch.read("less"), as: UTF8.self) == own ?? "FRX")
    }

    @Test func `a pager that is left early ends nothing`() throws {
        let pager = Pager(command: "exit 0", rows: 1) { _ in }
        for _ in 0..<2000 { try pager.take(Array(repeating: 0x0A, count: 100)) }
        try pager.finish()
    }
}
