// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// How a log is opened, and that opening it leaves it as it was.
@Suite struct ReadingPlanTests {
    typealias Case = (writable: Bool, wal: Int64, shm: Bool, plan: ReadingPlan)

    @Test(
        arguments: [
            (true, 0, false, .inPlace), (true, 100, false, .inPlace), (true, 100, true, .inPlace),
            (false, 0, false, .immutable), (false, 0, true, .immutable), (false, 100, true, .inPlace),
            (false, 100, false, .privateCopy),
        ] as [Case])
    func `the surroundings decide`(example: Case) {
        let surroundings = ReadingPlan.Surroundings(
            folderIsWritable: example.writable, walSize: example.wal, sharedMemoryIsReadable: example.shm,
            journalSize: 0)
        #expect(ReadingPlan(surroundings) == example.plan)
    }

    @Test func `a rollback journal is left to who made it`() throws {
        let bench = try SpoiledLog.sample()
        try bench.scratch.write([1], to: LogBench.name + "-journal")
        #expect {
            _ = try LogReader(path: bench.path)
        } throws: {
            guard case .cannotOpen(_, let reason)? = $0 as? LogError else { return false }
            return reason.contains("rollback journal")
        }
    }

    @Test func `all ways read the same events`() throws {
        let bench = try SpoiledLog.sample()
        let before = try bench.scratch.contents()
        for plan in [ReadingPlan.immutable, .inPlace, nil] {
            #expect(try LogReader(path: bench.path, plan: plan).info().size == 15)
        }
        var after = try bench.scratch.contents()
        for suffix in ["-shm", "-wal"] { after[LogBench.name + suffix] = before[LogBench.name + suffix] }
        #expect(after == before)
    }

    @Test func `a private copy has what only the WAL holds, and leaves nothing behind`() async throws {
        let bench = try LogBench()
        let log = try bench.open()
        _ = try log.append([bench.event(.signInRequested)])
        let crashed = try SpoiledLog(of: bench)
        let before = try crashed.scratch.contents()
        let folders = try Scratch()
        let path = crashed.path
        let temporary = folders.path
        // The environment belongs to the whole process.
        await #expect(processExitsWith: .success) { [path = path as String, temporary = temporary as String] in
            setenv("TMPDIR", temporary, 1)
            let reader = try LogReader(path: path, plan: .privateCopy)
            #expect(try reader.info().size == 1)
            #expect(try reader.event(1) != nil)
            #expect(reader.note != nil)
        }
        #expect(try folders.names() == [])
        #expect(try crashed.scratch.contents() == before)
    }

    @Test func `a link leads to the log and to its side files`() throws {
        let bench = try SpoiledLog.sample()
        let folder = try Scratch()
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"), withDestinationPath: bench.path)
        let reader = try LogReader(path: folder.file("link"))
        var findings: [VerificationFinding] = []
        let result = try reader.verify { findings.append($0) }
        #expect(findings == [])
        #expect(!result.notes.contains { $0.contains("side file") })
    }
}
