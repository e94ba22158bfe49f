// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// When the WAL is copied into the main file: that takes two more syncs, so not at each commit.
struct CheckpointTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    /// When the main file was last written, to tell one time from another.
    private func lastWrite() throws -> [Int] {
        var status = stat()
        try #require(stat(bench.path, &status) == 0)
        return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }

    /// Appends until the WAL has been copied, and answers how many commits that took.
    private func fill(_ log: EventLog) throws -> Int {
        let start = try lastWrite()
        var commits = 0
        while try lastWrite() == start, commits < 400 {
            _ = try log.append(
                (0..<20).map { _ in bench.event(.tokenRequested, note: String(repeating: "n", count: 400)) })
            commits += 1
        }
        return commits
    }

    @Test func `the WAL is copied when it has grown, and not at each commit from then on`() throws {
        let log = try bench.open()
        let commits = try fill(log)
        #expect(commits > 50)
        #expect(commits < 400)
        let copied = try lastWrite()
        for _ in 0..<20 { try log.append(bench.event(.tokenRequested)) }
        #expect(try lastWrite() == copied)
        try checkLog(bench.path)
    }

    @Test func `nor while there is always some reader, for which the WAL cannot begin anew`() throws {
        let log = try bench.open()
        let reader = try bench.look()
        func readOn() throws {
            try reader.execute("COMMIT; BEGIN")
            _ = try reader.rows("SELECT size FROM head")
        }
        try reader.execute("BEGIN")
        try readOn()
        _ = try fill(log)
        var writes: Set<[Int]> = [try lastWrite()]
        for _ in 0..<20 {
            try readOn()
            try log.append(bench.event(.tokenRequested))
            writes.insert(try lastWrite())
        }
        #expect(writes.count == 1)
        try checkLog(bench.path)
    }
}
