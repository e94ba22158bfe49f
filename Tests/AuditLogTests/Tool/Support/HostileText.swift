// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import TokenMachineTesting

@testable import tpaudit

/// Two hundred texts that want to be obeyed by a terminal, a browser, a shell or a spreadsheet.
enum HostileText {
    /// All of them; the last hundred are put together at random from a fixed seed.
    static let all: [String] =
        controls + sequences + foreign + random(200 - controls.count - sequences.count - foreign.count)

    /// Every C0 and C1 control, by itself in a word.
    private static let controls = (Array(0...0x1F as ClosedRange<UInt32>) + Array(0x7F...0x9F)).compactMap {
        Unicode.Scalar($0).map { "a\(Character($0))b" }
    }

    private static let sequences = [
        "\u{1B}[2J\u{1B}[H", "\u{1B}]0;title\u{07}", "\u{1B}]8;;http://evil.example\u{1B}\\click\u{1B}]8;;\u{1B}\\",
        "\u{1B}[31;1mred", "\u{1B}P+q544e\u{1B}\\", "\u{9B}31m", "\u{9D}0;x\u{9C}", "\u{1B}c", "\u{1B}[6n",
        "\u{202E}drowssap\u{202C}", "\u{2066}a\u{2069}", "\u{200B}\u{200C}\u{200D}\u{FEFF}", "\u{2028}\u{2029}",
        "\u{E0041}\u{E007F}", "\u{AD}soft", "\r\nevent 99: fine", "a\u{8}\u{8}\u{8}b", "\u{FFFE}", "\u{F8FF}",
    ]

    private static let foreign = [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\"><img src=x>",
        "</svg>", "&lt;&#x1b;", "{\"a\":1}", "\",\"x\":\"", "$(reboot)", "`reboot`", "'; DROP TABLE event; --",
        "%0a%1b",
        "\\x1b[31m", "\\u001b", "%n%s", "漢字🎟é",
    ]

    private static func random(_ count: Int) -> [String] {
        var generator = SplitMix64(seed: 7)
        let pieces =
            controls.prefix(40).map { $0.dropFirst().dropLast() } + sequences.map { $0[...] }
            + foreign.map { $0[...] }
        var texts: [String] = []
        while texts.count < count {
            let text = (0..<(2 + Int(generator.next() % 5))).map { _ in
                String(pieces[Int(generator.next() % UInt64(pieces.count))])
            }.joined(separator: "x")
            if !texts.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { texts.append(text) }
        }
        return texts
    }

    /// All of them in one text.
    static let whole = all.joined(separator: "x")

    /// Those of which the others are put together, in one text.
    static let fixed = (controls + sequences + foreign).joined(separator: "x")

    /// All of them in ten texts, each of which begins with another one.
    static let groups = stride(from: 0, to: all.count, by: 20).map { all[$0..<$0 + 20].joined(separator: "x") }

    /// All of them in names that a file can have, but for the two characters that no name can have.
    static let fileNames: [String] = {
        var names = [""]
        for text in all {
            let part = text.unicodeScalars.filter { $0 != "\0" && $0 != "/" }.map(String.init).joined() + "x"
            if names[names.count - 1].utf8.count + part.utf8.count > 200 { names.append("") }
            names[names.count - 1] += part
        }
        return names
    }()

    /// A log that holds, in which a server said all of the texts, in one, to an event of each session.
    static func signedLog() throws -> SpoiledLog {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil {
            try $0.execute(
                """
                UPDATE event SET note = CAST(x'\(hex(of: whole))' AS TEXT) WHERE seq IN (5, 9);
                UPDATE writer SET program = CAST(x'\(hex(of: whole))' AS TEXT);
                """)
        }
        try log.rehashAndSign()
        return log
    }

    /// A log in which each of the texts is the name of a session and of a program, and was said by a server. Every
    /// session is one that was refused.
    static func log() throws -> SpoiledLog {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { file in
            try file.execute("UPDATE event SET note = CAST(x'\(hex(of: all[40]))' AS TEXT) WHERE seq IN (9, 13)")
            for (index, text) in all.enumerated() {
                let hex = hex(of: text)
                let id = index + 3
                try file.execute(
                    """
                    INSERT INTO session SELECT \(id), CAST(x'\(hex)' AS TEXT), seed, created_us FROM session WHERE id = 2;
                    INSERT INTO writer SELECT \(id), randomblob(16), pid, CAST(x'\(hex)' AS TEXT), started_us
                        FROM writer WHERE id = 1;
                    CREATE TEMP TABLE copy AS SELECT * FROM event WHERE seq IN (4, 5);
                    UPDATE copy SET version = seq - 3, note = CASE seq WHEN 5 THEN CAST(x'\(hex)' AS TEXT) END,
                        id = randomblob(16), session = \(id), writer = \(id),
                        seq = seq - 4 + (SELECT max(seq) + 1 FROM event);
                    INSERT INTO event SELECT * FROM copy;
                    DROP TABLE copy;
                    """)
            }
        }
        return log
    }

    private static func hex(of text: String) -> String {
        text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
