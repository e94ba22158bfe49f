// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// What two files have to do with each other, by `LogReader.compare` and `tpaudit compare`.
struct CompareTests {
    private let bench: LogBench

    init() throws {
        bench = try SpoiledLog.sample()
    }

    private func compare(_ first: String, _ second: String) throws -> LogComparison {
        try LogReader(path: first).compare(with: LogReader(path: second))
    }

    /// A copy of the log that somebody with its key wrote on from after `size` events.
    private func fork(after size: Int64) throws -> SpoiledLog {
        let copy = try SpoiledLog(of: bench)
        try copy.spoil {
            try $0.execute("UPDATE event SET note = 'another history' WHERE seq > \(size) AND seq <= \(size) + 1")
        }
        try copy.rehashAndSign()
        return copy
    }

    @Test func `a log is the same as its copy, and shorter than what became of it`() throws {
        let copy = try SpoiledLog(of: bench)
        #expect(
            try compare(bench.path, copy.path)
                == LogComparison(
                    outcome: .same, first: .init(archived: 0, size: 15), second: .init(archived: 0, size: 15),
                    agreed: 15))
        let log = try bench.open()
        try log.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        #expect(try compare(copy.path, bench.path).outcome == .firstEndsEarlier)
        #expect(try compare(bench.path, copy.path).outcome == .secondEndsEarlier)
        #expect(try compare(bench.path, copy.path).agreed == 15)
    }

    @Test func `two histories part at the first event that is another one`() throws {
        for size: Int64 in 0..<15 {
            let other = try fork(after: size)
            let comparison = try compare(bench.path, other.path)
            #expect(comparison.outcome == .fork)
            #expect(comparison.agreed == size)
            #expect(comparison.fork == size + 1...size + 1)
        }
    }

    @Test func `logs that never were one are told, also when they are empty`() throws {
        let other = try LogBench(seed: 2)
        try other.open().close()
        #expect(try compare(bench.path, other.path).outcome == .otherLogs)
        #expect(try compare(other.path, other.path).outcome == .same)
        #expect(try compare(other.path, other.path).agreed == 0)
    }

    @Test func `a log that was begun in another way is another history from its first event on`() throws {
        let copy = try SpoiledLog(of: bench)
        try copy.spoil { try $0.execute("UPDATE meta SET genesis = zeroblob(32)") }
        let comparison = try compare(bench.path, copy.path)
        #expect(comparison.outcome == .fork)
        #expect(comparison.fork == 1...1)
        #expect(comparison.agreed == nil)
    }

    @Test func `a log goes on where its archive ends`() throws {
        let whole = try SpoiledLog(of: bench)
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        let archive = bench.scratch.file("archive.sqlite")
        let log = try bench.open()
        try log.archive(
            through: size, to: archive, id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
        let rest = try compare(archive, bench.path)
        #expect(rest.outcome == .secondContinues)
        #expect(rest.agreed == size)
        #expect(rest.second == .init(archived: size, size: 16))
        #expect(try compare(bench.path, archive).outcome == .firstContinues)
        #expect(try compare(whole.path, bench.path).outcome == .firstEndsEarlier)
        #expect(try compare(archive, whole.path).outcome == .firstEndsEarlier)
        let later = try SpoiledLog(of: bench)
        try later.spoil { try $0.execute("UPDATE base SET chain = zeroblob(32)") }
        let broken = try compare(archive, later.path)
        #expect(broken.outcome == .fork)
        #expect(broken.fork == 1...size)
    }

    @Test func `between files with a gap nothing can be said`() throws {
        let start = try SpoiledLog(of: bench)
        try start.spoil { try $0.execute("DELETE FROM event WHERE seq > 4") }
        let rest = try SpoiledLog(of: bench)
        try rest.moveAway(through: 6)
        #expect(try compare(start.path, rest.path).outcome == .apart)
        #expect(try compare(start.path, rest.path).agreed == nil)
    }

    @Test func `an event that is missing is told`() throws {
        let hole = try SpoiledLog(of: bench)
        try hole.spoil { try $0.execute("DELETE FROM event WHERE seq IN (7, 15)") }
        let log = try SpoiledLog(of: bench)
        try log.spoil { try $0.execute("UPDATE event SET chain = zeroblob(32) WHERE seq > 7") }
        #expect(throws: LogError.damaged(path: hole.path, seq: 7, reason: "it is missing")) {
            try compare(hole.path, log.path)
        }
    }

    @Test(arguments: ToolCommand.formats)
    func `a comparison is written as it was before`(format: String) throws {
        let copy = try SpoiledLog(of: bench)
        let fork = try fork(after: 6)
        let other = try LogBench(seed: 2)
        try other.open().close()
        var output = ""
        for (path, exit): (String, AuditExit) in [(copy.path, .fine), (fork.path, .no), (other.path, .no)] {
            let run = ToolRun("compare", bench.path, path, "--format", format)
            #expect(run.exit == exit)
            #expect(run.complaints == [])
            output += run.output.replacing(bench.path, with: "A").replacing(path, with: "B")
        }
        try GoldenOutput.expect("compare.\(format)", toHold: output)
    }

    @Test func `both files are looked for, and their names are never obeyed`() throws {
        #expect(ToolRun("compare", bench.path, bench.scratch.file("nothing")).exit == .cannotOpen)
        #expect(ToolRun("compare", bench.scratch.file("nothing"), bench.path).exit == .cannotOpen)
        #expect(ToolRun("compare", bench.path).exit == .usage)
        try bench.scratch.write(Array("text".utf8), to: "text")
        #expect(ToolRun("compare", bench.path, bench.scratch.file("text")).exit == .notALog)
        let name = "\u{1B}[2J\u{202E}.sqlite"
        try bench.scratch.copy(LogBench.name, to: name)
        let run = ToolRun("compare", bench.path, bench.scratch.file(name))
        #expect(run.exit == .fine)
        #expect(!run.output.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) })
    }
}
