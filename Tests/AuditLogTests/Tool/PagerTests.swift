// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import tpaudit

/// When text goes to a pager, and to which.
@Suite struct PagerTests {
    @Test func `the environment names the pager`() {
        #expect(Pager.command([:]) == "less")
        #expect(Pager.command(["PAGER": "more"]) == "more")
        #expect(Pager.command(["PAGER": "more", "TPAUDIT_PAGER": "most"]) == "most")
        #expect(Pager.command(["PAGER": "more", "TPAUDIT_PAGER": ""]) == nil)
        #expect(Pager.command(["PAGER": "cat"]) == nil)
        #expect(Pager.command(["TERM": "dumb"]) == nil)
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
