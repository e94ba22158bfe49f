// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// How keys move through a session's history, and what the screen shows of it.
@Suite struct StepperTests {
    private func stepper(_ bench: LogBench, _ label: String = "box-office") throws -> Stepper {
        let reader = try LogReader(path: bench.path)
        let session = try #require(try reader.session(label))
        return Stepper(reader, session, versions: try #require(try reader.versions(of: session.id)))
    }

    private func screen(_ stepper: Stepper, width: Int, height: Int, color: Bool = false) throws -> [String] {
        let step = try #require(try stepper.step())
        return StepScreen(step: step, zone: .utc, isColored: color, message: stepper.bottom, part: stepper.part)
            .lines(width: width, height: height)
    }

    @Test(arguments: [(80, 24), (120, 40), (40, 10)])
    func `a screen holds what it held before, and fits`(width: Int, height: Int) throws {
        var stepper = try stepper(try SpoiledLog.sample())
        var screens: [String] = []
        try stepper.press(.first)
        for key in [Stepper.Key.forward(2), .forward(1), .forward(3), .forward(1), .forward(100)] {
            try stepper.press(key)
            let lines = try screen(stepper, width: width, height: height)
            #expect(lines.count == height)
            #expect(lines.allSatisfy { TerminalText.width($0) <= width })
            screens.append(lines.joined(separator: "\n"))
        }
        try GoldenOutput.expect("step-\(width)x\(height).text", toHold: screens.joined(separator: "\n\n") + "\n")
    }

    @Test func `every row of a state can be seen on a screen of 80 columns and 24 lines`() throws {
        var stepper = try stepper(try SpoiledLog.sample())
        try stepper.press(.first)
        for _ in stepper.versions {
            let step = try #require(try stepper.step())
            let after = LogValue(try #require(step.event.transition).state)
            var seen: Set<Substring> = []
            for _ in 0..<3 {
                let lines = try screen(stepper, width: 80, height: 24)
                #expect(
                    lines[0].hasPrefix("event \(step.event.seq) of the log, \(stepper.version) of 10 of box-office  "))
                seen.formUnion(lines.compactMap { $0.split(separator: " ").first { $0 != "*" } })
                try stepper.press(.character("d"))
            }
            for field in step.before.flattened + after.flattened { #expect(seen.contains(Substring(field.name))) }
            try stepper.press(.forward(1))
        }
    }

    @Test func `what changed comes first, and d goes round`() throws {
        var stepper = try stepper(try SpoiledLog.sample())
        try stepper.press(.first)
        try stepper.press(.forward(3))
        var parts: [[String]] = []
        for _ in 0..<3 {
            parts.append(try screen(stepper, width: 80, height: 18).filter { $0.hasPrefix("* ") || $0.hasPrefix("  ") })
            try stepper.press(.character("d"))
        }
        #expect(parts[0].prefix(10).allSatisfy { $0.hasPrefix("* ") })
        #expect(parts[0].last == "  rows 1 to 10 of 20; d shows the next ones")
        #expect(parts[1].last == "  rows 11 to 20 of 20; d shows the next ones")
        #expect(parts[2] == parts[0])
        try stepper.press(.forward(1))
        #expect(stepper.part == 0)
    }

    @Test func `keys go forward, back, and to both ends`() throws {
        var stepper = try stepper(try SpoiledLog.sample())
        #expect(stepper.version == 10)
        func press(_ keys: Stepper.Key...) throws -> Int64 {
            for key in keys { try stepper.press(key) }
            return stepper.version
        }
        #expect(try press(.back(1)) == 9)
        #expect(try press(.back(10)) == 1)
        #expect(stepper.bottom == "this is the first event that the log has")
        #expect(try press(.character("j"), .character(" "), .enter) == 4)
        #expect(try press(.character("k")) == 3)
        #expect(try press(.character("G")) == 10)
        #expect(try press(.forward(1)) == 10)
        #expect(try press(.character("g")) == 1)
        #expect(!stepper.isOver)
        _ = try press(.character("q"))
        #expect(stepper.isOver)
    }

    @Test func `a number jumps to its event, or to the last one before it`() throws {
        var stepper = try stepper(try SpoiledLog.sample())
        func type(_ text: String) throws -> Int64 {
            for character in text { try stepper.press(.character(character)) }
            try stepper.press(.enter)
            return stepper.version
        }
        #expect(try type(":9") == 7)
        #expect(try type("3") == 3)
        #expect(try type(":4") == 3)
        #expect(stepper.bottom?.contains("not of this session") == true)
        #expect(try type(":x") == 3)
        #expect(stepper.bottom?.contains("is no number") == true)
        try stepper.press(.character(":"))
        try stepper.press(.character("9"))
        try stepper.press(.escape)
        #expect(stepper.version == 3)
    }

    @Test func `a search finds kinds, states and notes, in both directions`() throws {
        var stepper = try stepper(try SpoiledLog.sample(), "kiosk")
        try stepper.press(.first)
        for character in "/PASSWORD" { try stepper.press(.character(character)) }
        #expect(stepper.bottom == "/PASSWORD")
        try stepper.press(.enter)
        #expect(stepper.version == 2)
        try stepper.press(.character("n"))
        #expect(stepper.bottom == "PASSWORD is not after this event")
        try stepper.press(.last)
        try stepper.press(.character("N"))
        #expect(stepper.version == 2)
    }

    @Test func `hostile words reach no terminal`() throws {
        let log = try HostileText.log()
        let reader = try LogReader(path: log.path)
        for (session, text) in zip(try reader.sessions().suffix(200), HostileText.all) {
            var stepper = Stepper(reader, session, versions: try #require(try reader.versions(of: session.id)))
            try stepper.press(.character("/"))
            for character in text.prefix(3) { try stepper.press(.character(character)) }
            let lines = try screen(stepper, width: 80, height: 24)
            #expect(!lines.joined().unicodeScalars.contains { TerminalText.isUnsafe($0) })
        }
    }

    @Test func `bytes of a terminal become keys`() {
        var reader = KeyReader()
        #expect(
            reader.keys(Array("j\u{1B}[C\u{1B}[D\u{1B}[5~\u{1B}OH\r\u{7F}".utf8)) == [
                .character("j"), .forward(1), .back(1), .back(10), .first, .enter, .erase,
            ])
        // A sequence that comes in two parts, one that nobody knows, and half a character.
        #expect(reader.keys([0x1B, 0x5B]) == [])
        #expect(reader.keys([0x36, 0x7E]) == [.forward(10)])
        #expect(reader.keys(Array("\u{1B}[99z".utf8)) == [])
        #expect(reader.keys([0xC3]) == [])
        #expect(reader.keys([0xA9]) == [.character("é")])
        #expect(reader.keys([0x1B]) == [.escape])
        #expect(reader.keys([0x03]) == [.quit])
        #expect(reader.keys([0xFF, 0x00, 0x01]) == [])
    }

    @Test func `without a terminal there is nothing to step through`() throws {
        let bench = try SpoiledLog.sample()
        #expect(ToolRun("step", bench.path, "box-office").exit == .usage)
        #expect(ToolRun("step", bench.path).complaints.first?.contains("name one of box-office, kiosk") == true)
        #expect(ToolRun("step", bench.path, "--format", "json").exit == .usage)
        #expect(ToolRun("step", bench.path, "nobody").exit == .no)
    }
}
