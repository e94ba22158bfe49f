// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// Text from a server is shown and never obeyed.
@Suite struct HostileTextTests {
    @Test(arguments: [
        ("plain – ünïcödé 漢字 🎟", "plain – ünïcödé 漢字 🎟"),
        ("\u{1B}[31mred\u{07}", "\\x1b[31mred\\x07"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\u{7F}\u{80}\u{9B}31m", "\\x7f\\x80\\x9b31m"),
        ("\u{202E}drow\u{2066}\u{200F}", "\\u{202e}drow\\u{2066}\\u{200f}"),
        ("\u{2028}\u{2029}\u{FEFF}\u{200B}", "\\u{2028}\\u{2029}\\u{feff}\\u{200b}"),
        ("\u{E0041}\u{AD}", "\\u{e0041}\\xad"),
        ("\\x1b", "\\\\x1b"),
    ])
    func `what a terminal would obey is spelled out`(text: String, shown: String) {
        #expect(TerminalText.escaped(text) == shown)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a\\xffb"),
            ([0xC3], "\\xc3"),
            ([0xC3, 0x28], "\\xc3("),
            ([0xE2, 0x82, 0x41], "\\xe2\\x82A"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
            ([0xF4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
            ([0xC0, 0xAF, 0x1B], "\\xc0\\xaf\\x1b"),
        ] as [([UInt8], String)])
    func `bytes that are no UTF-8 are spelled out one by one`(bytes: [UInt8], shown: String) {
        #expect(TerminalText.escaped(bytes) == shown)
    }

    @Test func `no byte of a note reaches the terminal as it is`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil {
            try $0.execute(
                """
                UPDATE event SET note = CAST(x'1b5d303b61079b41c285ff0a0d7fe280ae22' AS TEXT) WHERE seq = 5;
                UPDATE session SET label = 'k' || char(27) || '[2J' WHERE id = 2;
                """)
        }
        for command in ToolCommand.all where command.name != "show" {
            for format in ToolCommand.formats {
                let run = ToolRun(command.line(log.path, "--format", format), isTerminal: true)
                let unsafe = run.output.unicodeScalars.filter { $0 != "\n" && TerminalText.isUnsafe($0) }
                #expect(unsafe.isEmpty, "\(command) \(format): \(unsafe)")
            }
        }
        let show = ToolRun("show", log.path, "5")
        #expect(show.output.contains(#"\x1b]0;a\x07\x9bA\x85\xff\n\r\x7f\u{202e}""#))
        let refusal = ToolRun("state", log.path, "no\u{1B}[2J\u{202E}")
        #expect(refusal.complaints.allSatisfy { !$0.unicodeScalars.contains { TerminalText.isUnsafe($0) } })
    }

    @Test func `two hundred hostile texts come out of no command alive`() throws {
        #expect(Set(HostileText.all.map { Array($0.utf8) }).count == 200)
        let log = try HostileText.log()
        for command in ToolCommand.all + [ToolCommand(name: "doctor")] {
            for format in ToolCommand.formats {
                let run = ToolRun(command.line(log.path, "--format", format), isTerminal: true)
                run.expectHarmless(format, command.name)
            }
        }
        for picture in ["svg", "mermaid"] {
            #expect(!ToolRun("transitions", log.path, "--picture", picture).output.contains("alert(1)"))
        }
        let told = try #require(
            try ToolRun("why", log.path, "--format", "json").json() as? [[String: Any]])
        // All of them got through, and as they were.
        #expect(
            told.suffix(200).compactMap { $0["session"] as? String }.map { Array($0.utf8) }
                == HostileText.all.map { Array($0.utf8) })
    }

    /// In a file CSV has texts as they are, but for formulas.
    @Test func `no cell of a file of CSV is a formula`() throws {
        let log = try HostileText.log()
        for command in ToolCommand.all + [ToolCommand(name: "doctor")] {
            let run = ToolRun(command.line(log.path, "--format", "csv"))
            let cells = try CSVCells.rows(of: run.output).joined()
            let alive = cells.first { CSVCells.isAlive($0) && Int64($0) == nil }
            #expect(alive == nil, "\(command)")
        }
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("\rx", "\"'\rx\""),
        ("\nx", "\"'\nx\""), (" =1", " '=1"), ("\u{FEFF}=1", "\u{FEFF}'=1"), ("\"=1", "\"\"\"'=1\""), ("＝1", "'＝1"),
        ("a;=1", "a;'=1"), ("a\t-1", "a\t'-1"), ("a; \"@x", "\"a; \"\"'@x\""), ("a=1;b-2", "a=1;b-2"),
        // A quotation mark with an accent is another character, and no less a quotation mark.
        ("a\"\u{301},=1", "\"a\"\"\u{301},=1\""),
    ])
    func `no cell of CSV is a formula, nor ends before its end`(text: String, cell: String) throws {
        #expect(row([.text(text)]).utf8.elementsEqual(cell.utf8))
        let read = try CSVCells.rows(of: cell + "\n")
        #expect(read.count == 1 && read[0].count == 1)
        #expect(!CSVCells.isAlive(read[0][0]))
    }

    @Test func `CSV quotes what it must and nothing else`() {
        let row = row(
            [.text("a"), .text("b,c"), .text("d\"e"), .text("f\ng"), .null, .integer(-1), .flag(true), .list([])])
        #expect(row == "a,\"b,c\",\"d\"\"e\",\"f\ng\",,-1,true,[]")
    }

    /// What lies beyond the calendar is told as a number behind an @, with which a formula may begin.
    @Test func `no time is a formula either`() {
        #expect(row([.instant(Instant(milliseconds: .max)), .wall(.min)]) == "'@9223372036854775,'@-9223372036855")
    }

    private func row(_ values: [LogValue]) -> String {
        var bytes: [UInt8] = []
        CSVText.append(values, to: &bytes, isForTerminal: false)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `any text comes back from JSON as it was`() throws {
        let text = String((0...0x2FFF).compactMap(Unicode.Scalar.init).map(Character.init)) + "🎟\u{10FFFF}\u{E0001}"
        let json = LogValue.object([LogValue.Field("text", .text(text))]).json
        #expect(!json.unicodeScalars.contains { TerminalText.isUnsafe($0) })
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String])
        #expect(read["text"].map { Array($0.utf8) } == Array(text.utf8))
    }
}
