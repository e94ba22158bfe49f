// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// What is wrong with checkpoints, and with what head and side file say of them, though every signature is right.
struct VerificationOfCheckpointsTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    /// A log of four events, of which checkpoints cover the first two and all of them, as it was before the last
    /// checkpoint and as it is.
    private func twoCheckpoints() throws -> (before: SpoiledLog, after: SpoiledLog) {
        let log = try bench.open()
        for _ in 0..<2 { try log.append(bench.event(.tokenRequested)) }
        try log.writeCheckpoint()
        for _ in 0..<2 { try log.append(bench.event(.tokenRequested)) }
        let before = try SpoiledLog(of: bench)
        try log.close()
        let after = try SpoiledLog(of: bench)
        #expect(try before.marks() == [])
        #expect(try after.marks() == [])
        return (before, after)
    }

    @Test func `a line that the log did not write is found in the note of a checkpoint`() throws {
        let witness = "— witness.example/w1 " + Data([UInt8](repeating: 7, count: 76)).base64EncodedString() + "\n"
        let (_, log) = try twoCheckpoints()
        try log.spoil { try $0.execute("UPDATE checkpoint SET note = note || '\(witness)' WHERE size = 2") }
        #expect(try log.marks() == [.init(.checkpoint, 2)])
    }

    @Test(arguments: [0, -2])
    func `a checkpoint over no events is found`(size: Int) throws {
        let (_, log) = try twoCheckpoints()
        try log.spoil {
            try $0.execute("INSERT INTO checkpoint SELECT \(size), frontier, note FROM checkpoint LIMIT 1")
        }
        #expect(try log.marks() == [.init(.checkpoint)])
    }

    @Test func `a head from before the last checkpoint is found`() throws {
        let (before, after) = try twoCheckpoints()
        try after.spoil {
            try $0.execute("ATTACH '\(before.path)' AS older")
            try $0.execute("INSERT OR REPLACE INTO head SELECT * FROM older.head")
            try $0.execute("DETACH older")
        }
        #expect(try after.marks().contains(.init(.checkpoint, 3)))
    }

    @Test func `a head from before the first checkpoint is found`() throws {
        let log = try bench.open()
        try log.append(bench.event(.tokenRequested))
        let before = try SpoiledLog(of: bench)
        try log.close()
        let after = try SpoiledLog(of: bench)
        try after.spoil {
            try $0.execute("ATTACH '\(before.path)' AS older")
            try $0.execute("INSERT OR REPLACE INTO head SELECT * FROM older.head")
            try $0.execute("DETACH older")
        }
        #expect(try after.marks(VerificationMeans()).contains(.init(.checkpoint, 1)))
    }

    @Test func `a checkpoint that only the side file knows of is missed`() throws {
        let (before, after) = try twoCheckpoints()
        let name = LogBench.name + ".head"
        try before.scratch.write(after.scratch.read(name), to: name)
        #expect(try before.marks() == [.init(.sideFile, 3)])
    }
}
