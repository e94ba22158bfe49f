// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// When checkpoints are made: after so many events, after so much time, and when a log is closed.
struct CadenceTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    private func open() throws -> EventLog {
        try bench.open { $0.cadence = CheckpointCadence(events: 5, microseconds: 60_000_000) }
    }

    private func sizes() throws -> [Int64] {
        try bench.look().integers("SELECT size FROM checkpoint ORDER BY size")
    }

    private func append(_ count: Int, to log: EventLog) throws {
        _ = try log.append((0..<count).map { _ in bench.event(.tokenRequested) })
    }

    private func expectIntact() throws {
        var findings: [VerificationFinding] = []
        _ = try LogReader(path: bench.path).verify { findings.append($0) }
        #expect(findings == [])
    }

    @Test func `one comes after so many events, also in the middle of a commit`() throws {
        let log = try open()
        try append(4, to: log)
        #expect(try sizes() == [])
        try append(1, to: log)
        #expect(try sizes() == [5])
        try append(12, to: log)
        #expect(try sizes() == [5, 10, 15])
        try expectIntact()
    }

    @Test func `one comes with the first commit after so much time`() throws {
        let log = try open()
        try append(1, to: log)
        bench.clock.microseconds += 59_999_999
        try append(1, to: log)
        #expect(try sizes() == [])
        bench.clock.microseconds += 1
        try append(2, to: log)
        #expect(try sizes() == [4])
        bench.clock.microseconds += 59_999_999
        try append(1, to: log)
        #expect(try sizes() == [4])
        try expectIntact()
    }

    @Test func `closing a log makes one over what was appended, and none where nothing was`() throws {
        let log = try open()
        try append(3, to: log)
        try log.close()
        #expect(try sizes() == [3])
        let again = try open()
        #expect(again.size == 3)
        try again.close()
        #expect(try sizes() == [3])
        try expectIntact()
    }

    @Test func `one can be asked for, and is the last one where nothing came since`() throws {
        let log = try open()
        #expect(try log.writeCheckpoint() == nil)
        try append(2, to: log)
        let first = try #require(try log.writeCheckpoint())
        #expect(first.size == 2)
        #expect(first.previous == 0)
        #expect(first.isSigned(by: log.keys.publicKey))
        #expect(try log.writeCheckpoint() == first)
        try append(1, to: log)
        #expect(try log.writeCheckpoint()?.previous == 2)
        #expect(try sizes() == [2, 3])
        try expectIntact()
    }

    @Test func `another process goes on from the checkpoints of this one`() throws {
        let one = try open()
        let other = try open()
        try append(3, to: one)
        try append(2, to: other)
        #expect(try sizes() == [5])
        try append(4, to: one)
        #expect(try sizes() == [5])
        try append(1, to: other)
        #expect(try sizes() == [5, 10])
        try expectIntact()
    }

    @Test func `a checkpoint whose commit failed is made once`() throws {
        let commits = Count()
        let log = try bench.open { environment in
            environment.cadence = CheckpointCadence(events: 5, microseconds: 60_000_000)
            let commit = environment.commit
            environment.commit = { database throws(SQLiteFailure) in
                commits.value += 1
                if commits.value == 2 { throw SQLiteFailure(code: 10, message: "disk I/O error") }
                try commit(database)
            }
        }
        try append(2, to: log)
        #expect(try log.writeCheckpoint()?.size == 2)
        #expect(try sizes() == [2])
        try expectIntact()
    }
}
