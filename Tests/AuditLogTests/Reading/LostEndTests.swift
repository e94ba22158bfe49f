// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Logs whose WAL was cut off or taken away, which SQLite never reports.
@Suite struct LostEndTests {
    /// A copy of a log as a crash would leave it: its events in the WAL alone.
    private func crashed() throws -> SpoiledLog {
        let bench = try LogBench()
        let log = try bench.open()
        for second in 0..<10 {
            _ = try log.append([bench.event(.signInRequested, at: 1_700_000_000_000 + Int64(second))])
        }
        let copy = try SpoiledLog(of: bench)
        try log.close()
        return copy
    }

    @Test func `a WAL that is there has all of the log`() throws {
        let log = try crashed()
        #expect(try log.marks() == [])
        #expect(try LogReader(path: log.path).lostEvents() == 0)
    }

    @Test func `a WAL that was taken away is noticed`() throws {
        let log = try crashed()
        try log.scratch.remove(LogBench.name + "-wal")
        #expect(try log.marks() == [.init(.sideFile, 1)])
        #expect(try LogReader(path: log.path).lostEvents() == 10)
    }

    @Test(arguments: [2, 3, 10])
    func `a WAL that was cut off is noticed`(part: Int) throws {
        let log = try crashed()
        let wal = try log.scratch.read(LogBench.name + "-wal")
        try log.scratch.write(wal.prefix(wal.count - wal.count / part), to: LogBench.name + "-wal")
        let reader = try LogReader(path: log.path)
        let kept = try #require(try reader.info().size)
        #expect(kept < 10)
        #expect(try log.marks() == [.init(.sideFile, kept + 1)])
        #expect(try reader.lostEvents() == 10 - kept)
    }
}
