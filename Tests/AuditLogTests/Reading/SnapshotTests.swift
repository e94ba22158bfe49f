// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// Reading a log that must stay as it is.
struct SnapshotTests {
    /// A log whose newest events only its WAL holds, as a killed service leaves it.
    private func crashedLog() throws -> SpoiledLog {
        let bench = try LogBench()
        try bench.makeSample()
        return try SpoiledLog(of: bench)
    }

    @Test func `a snapshot has what the WAL holds, leaves nothing behind, and tells of what it was made`() throws {
        let log = try crashedLog()
        let before = try log.scratch.contents()
        let reader = try LogReader(snapshotOf: log.path)
        #expect(try reader.info().size == 15)
        _ = try reader.verify { Issue.record("\($0.text)") }
        #expect(try log.scratch.contents() == before)
        let digests = try ["", "-wal"].map {
            SHA256.hash(data: try #require(before[LogBench.name + $0])).map { String(format: "%02x", $0) }.joined()
        }
        #expect(
            reader.note
                == "a private copy is read: SHA-256 of the file \(digests[0]), SHA-256 of its WAL \(digests[1])")
    }

    @Test func `a log without a WAL is copied as well`() throws {
        let log = try SpoiledLog.sample()
        try log.scratch.remove(LogBench.name + "-wal")
        let reader = try LogReader(snapshotOf: log.path)
        #expect(try reader.info().size == 15)
        #expect(reader.note?.contains("WAL") == false)
    }

    @Test(arguments: ToolCommand.all)
    func `commands find the same in a snapshot, and leave the log's folder as it was`(command: ToolCommand) throws {
        let log = try crashedLog()
        let before = try log.scratch.contents()
        let run = ToolRun(command.line(log.path, "--snapshot"))
        #expect(try log.scratch.contents() == before)
        #expect(run.exit == command.exit)
        let lines = (run.complaints + run.output.split(separator: "\n").map(String.init))
        let isNote = { (line: String) in line.contains("a private copy is read: SHA-256 of the file ") }
        #expect(lines.count(where: isNote) == 1)
        #expect(
            lines.filter { !isNote($0) }
                == ToolRun(command.line(log.path)).output.split(separator: "\n").map(String.init))
        // Without, SQLite makes its file of shared memory.
        #expect(try log.scratch.contents() != before)
    }

    @Test func `what is appended later is nothing to wait for in a snapshot`() throws {
        let run = ToolRun("events", "log", "--snapshot", "--follow")
        #expect(run.exit == .usage)
        #expect(run.complaints.count == 1)
    }
}
