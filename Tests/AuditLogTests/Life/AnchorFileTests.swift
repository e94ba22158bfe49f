// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// Checkpoints that are made by hand, kept elsewhere, and held against the log: `tpaudit checkpoint`, `anchor` and
/// `verify --anchor`.
struct AnchorFileTests {
    private let bench: LogBench
    private let file: String

    init() throws {
        bench = try LogBench()
        file = bench.scratch.file("anchors")
        let log = try bench.open()
        for _ in 0..<3 {
            try log.append(bench.event(.tokenRequested))
            try log.writeCheckpoint()
        }
        try log.close()
    }

    private func append(_ count: Int = 1) throws {
        let log = try bench.open()
        for _ in 0..<count { try log.append(bench.event(.tokenRequested)) }
        try log.close()
    }

    private func kept() throws -> [Int64] {
        try AnchorFile(path: file).checkpoints().map(\.size)
    }

    @Test func `a checkpoint is signed, printed, and the last one where nothing came since`() throws {
        let run = ToolRun("checkpoint", bench.path, "--key-file", bench.keyPath)
        #expect(run.exit == .fine)
        #expect(Checkpoint(run.output)?.size == 3)
        try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let crashed = try bench.open()
        try crashed.append(bench.event(.tokenRequested))
        let next = ToolRun("checkpoint", bench.path, "--key-file", bench.keyPath)
        #expect(Checkpoint(next.output)?.size == 4)
        #expect(Checkpoint(next.output)?.previous == 3)
        #expect(ToolRun("anchor", bench.path).output == next.output)
        #expect(ToolRun("verify", bench.path, "--key-file", bench.keyPath).exit == .fine)
    }

    @Test func `a checkpoint needs the log, its key and an event`() throws {
        let empty = try LogBench(seed: 2)
        try empty.open().close()
        let none = ToolRun("checkpoint", empty.path, "--key-file", empty.keyPath)
        #expect(none.exit == .no)
        #expect(none.output == "")
        #expect(ToolRun("anchor", empty.path).exit == .no)
        #expect(ToolRun("checkpoint", bench.path, "--key-file", empty.keyPath).exit == .notFullyVerifiable)
        #expect(
            ToolRun("checkpoint", bench.path, "--key-file", bench.scratch.file("no.key")).exit == .notFullyVerifiable)
        #expect(ToolRun("checkpoint", bench.path).exit == .notFullyVerifiable)
        #expect(ToolRun("checkpoint").exit == .usage)
        let missing = bench.scratch.file("missing.sqlite")
        #expect(ToolRun("checkpoint", missing, "--key-file", bench.keyPath).exit == .cannotOpen)
        #expect(try !bench.scratch.names().contains { $0.hasPrefix("missing") })
    }

    @Test func `what is printed is read back`() throws {
        let run = ToolRun("anchor", bench.path, "-n", "2")
        #expect(run.exit == .fine)
        try bench.scratch.write(Array(run.output.utf8), to: "anchors")
        #expect(try kept() == [2, 3])
        try bench.scratch.write(Array(run.output.replacing("\n\nticket", with: "\nticket").utf8), to: "anchors")
        #expect(try kept() == [2, 3])
        try bench.scratch.write(Array(("\n\n" + run.output + "\n\n").utf8), to: "anchors")
        #expect(try kept() == [2, 3])
    }

    @Test func `the last checkpoint is added where the file does not have it yet`() throws {
        for _ in 0..<2 {
            let run = ToolRun("anchor", bench.path, "--append", file)
            #expect(run.exit == .fine)
            #expect(run.output == "")
            #expect(try kept() == [3])
        }
        try append()
        try bench.scratch.write(Array("cut off".utf8), to: "anchors.new")
        try FileHandle.reading(file).setPermissions(0o640)
        #expect(ToolRun("anchor", bench.path, "--append", file).exit == .fine)
        #expect(try kept() == [3, 4])
        #expect(try bench.scratch.mode("anchors") == 0o640)
        #expect(try !bench.scratch.names().contains("anchors.new"))
        #expect(ToolRun("verify", bench.path, "--anchor", file).exit == .fine)
    }

    @Test func `a link to the file stays one`() throws {
        #expect(ToolRun("anchor", bench.path, "--append", file).exit == .fine)
        let link = bench.scratch.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        try append()
        #expect(ToolRun("anchor", bench.path, "--append", link).exit == .fine)
        #expect(try kept() == [3, 4])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    }

    @Test func `a log that is not the one any more is not anchored again`() throws {
        try append(2)
        let newer = try SpoiledLog(of: bench)
        #expect(ToolRun("anchor", newer.path, "--append", file).exit == .fine)
        let before = try bench.scratch.read("anchors")
        // Put back to an older copy.
        let old = try SpoiledLog(of: bench)
        try old.spoil { try $0.execute("DELETE FROM checkpoint WHERE size > 3; DELETE FROM event WHERE seq > 3") }
        let behind = ToolRun("anchor", old.path, "--append", file)
        #expect(behind.exit == .integrityFinding)
        #expect(behind.complaints.last?.contains("it was cut off, or put back to an older copy") == true)
        // Written anew by who has the key, and gone on from.
        let forged = try SpoiledLog(of: bench)
        try forged.spoil { try $0.execute("UPDATE event SET note = 'fine' WHERE seq = 2") }
        try forged.rehashAndSign()
        let other = ToolRun("anchor", forged.path, "--append", file)
        #expect(other.exit == .integrityFinding)
        #expect(other.complaints.last?.contains("is none of its own") == true)
        #expect(try bench.scratch.read("anchors") == before)
        #expect(ToolRun("verify", forged.path).exit == .fine)
        #expect(ToolRun("verify", forged.path, "--anchor", file).exit == .integrityFinding)
        #expect(ToolRun("verify", old.path, "--anchor", file).exit == .integrityFinding)
    }

    @Test func `a file of another log is not added to`() throws {
        let other = try LogBench(seed: 2)
        try other.makeLog()
        #expect(ToolRun("anchor", other.path, "--append", file).exit == .fine)
        let run = ToolRun("anchor", bench.path, "--append", file)
        #expect(run.exit == .notFullyVerifiable)
        #expect(run.complaints == ["tpaudit: \(file) cannot be used as an anchor: it has checkpoints of another log"])
        #expect(ToolRun("verify", bench.path, "--anchor", file).exit == .integrityFinding)
    }

    @Test func `a checkpoint that the key in force has not signed is not kept`() throws {
        let forged = try SpoiledLog(of: bench)
        try forged.spoil {
            try $0.execute("UPDATE checkpoint SET note = replace(note, 'previous 2', 'previous 1') WHERE size = 3")
        }
        #expect(ToolRun("anchor", forged.path, "--append", file).exit == .integrityFinding)
        #expect(try !bench.scratch.names().contains("anchors"))
    }

    @Test(
        arguments: [
            ("", 4, "it has no checkpoint"), ("\n\n", 4, "it has no checkpoint"),
            ("text\n", 4, ", line 1 cannot be used as an anchor: it is no checkpoint of a log"),
            ("\n\ntext\n\n— a AAAAAAAAAA==\n", 4, ", line 3 cannot"), ("text", 4, "its last line is cut off"),
        ] as [(String, Int32, String)])
    func `a file without checkpoints is told`(content: String, exit: Int32, reason: String) throws {
        try bench.scratch.write(Array(content.utf8), to: "anchors")
        for option in ["--anchor", "--since-checkpoint"] {
            let run = ToolRun("verify", bench.path, option, file)
            #expect(run.exit.rawValue == exit)
            #expect(run.complaints.count == 1)
            #expect(run.complaints.first?.contains(reason) == true, "\(run.complaints)")
        }
    }

    @Test func `what is no text, too long, or not there is told`() throws {
        try bench.scratch.write([0xFF, 0x0A], to: "anchors")
        #expect(ToolRun("verify", bench.path, "--anchor", file).exit == .notFullyVerifiable)
        try bench.scratch.write(Array(repeating: 0x0A, count: 1 << 24 + 1), to: "anchors")
        #expect(ToolRun("anchor", bench.path, "--append", file).exit == .notFullyVerifiable)
        #expect(ToolRun("verify", bench.path, "--anchor", bench.scratch.file("nothing")).exit == .cannotOpen)
        #expect(ToolRun("verify", bench.path, "--anchor", bench.scratch.path).exit == .cannotOpen)
        #expect(ToolRun("anchor", bench.path, "--append", bench.scratch.file("no/folder")).exit == .outputFailed)
        #expect(ToolRun("anchor", bench.path, "-n", "0").exit == .usage)
        #expect(ToolRun("anchor", bench.path, "-n", "2", "--append", file).exit == .usage)
    }

    @Test func `a verification goes on from the last checkpoint that was kept`() throws {
        #expect(ToolRun("anchor", bench.path, "--append", file).exit == .fine)
        try append(2)
        let run = ToolRun("verify", bench.path, "--since-checkpoint", file, "--format", "json")
        #expect(run.exit == .fine)
        #expect(run.output.contains("\"events\":2"))
        #expect(ToolRun("anchor", bench.path, "--append", file).exit == .fine)
        let both = ToolRun("verify", bench.path, "--since-checkpoint", file, "--anchor", file)
        #expect(both.exit == .notFullyVerifiable)
        #expect(both.output.contains("not checked: the anchor over 3 events"))
        #expect(both.output.contains("note: the log is the one of 1 of 2 anchors, the last over 5 events"))
    }
}
