// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// What checkpoints show that were kept elsewhere, and verifying from one on that is trusted.
struct AnchorTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    private func fill(_ log: EventLog, _ count: Int) throws {
        for _ in 0..<count { try log.append(bench.event(.tokenRequested)) }
    }

    private func marks(_ means: VerificationMeans) throws -> [SpoiledLog.Mark] {
        var marks: [SpoiledLog.Mark] = []
        _ = try LogReader(path: bench.path).verify(with: means) { marks.append(.init($0.check, $0.seq)) }
        return marks
    }

    @Test func `the log's own checkpoints are anchors that hold`() throws {
        let log = try bench.open()
        var anchors: [Checkpoint] = []
        for _ in 0..<4 {
            try fill(log, 3)
            anchors.append(try #require(try log.writeCheckpoint()))
        }
        try fill(log, 2)
        #expect(try marks(VerificationMeans(anchors: anchors)) == [])
    }

    @Test func `a log that was put back as a whole is shorter than its anchor`() throws {
        let log = try bench.open()
        try fill(log, 3)
        try log.close()
        let copy = try SpoiledLog(of: bench)
        let again = try bench.open()
        try fill(again, 2)
        let anchor = try #require(try again.writeCheckpoint())
        #expect(try copy.marks(VerificationMeans(anchors: [anchor])) == [.init(.anchor, 4)])
        #expect(try copy.marks(VerificationMeans()) == [])
    }

    @Test func `a log that its key's holder wrote anew is another than its anchor`() throws {
        let log = try bench.open()
        try fill(log, 3)
        let anchor = try #require(try log.writeCheckpoint())
        try fill(log, 2)
        try log.close()
        let copy = try SpoiledLog(of: bench)
        try copy.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 2") }
        try copy.rehashAndSign()
        #expect(try copy.marks(VerificationMeans()) == [])
        let findings = try copy.verify(VerificationMeans(anchors: [anchor])).findings
        #expect(findings.map(\.check) == [.anchor])
        #expect(findings.first?.seq == 1)
    }

    @Test func `several anchors narrow down where a log was written anew`() throws {
        let log = try bench.open()
        var anchors: [Checkpoint] = []
        for _ in 0..<3 {
            try fill(log, 3)
            anchors.append(try #require(try log.writeCheckpoint()))
        }
        try log.close()
        let copy = try SpoiledLog(of: bench)
        try copy.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 5") }
        try copy.rehashAndSign()
        let marks = try copy.marks(VerificationMeans(anchors: anchors.reversed()))
        #expect(marks == [.init(.anchor, 4), .init(.anchor, 4)])
    }

    @Test func `an anchor of another log is told`() throws {
        let log = try bench.open()
        try fill(log, 1)
        let other = try LogBench(seed: 2)
        let otherLog = try other.open()
        try otherLog.append(other.event(.tokenRequested))
        let anchor = try #require(try otherLog.writeCheckpoint())
        #expect(try marks(VerificationMeans(anchors: [anchor])) == [.init(.anchor)])
        #expect(throws: LogError.self) { try marks(VerificationMeans(trusted: anchor)) }
    }

    @Test func `behind a checkpoint that is trusted only what is new is looked at`() throws {
        let log = try bench.open()
        try fill(log, 4)
        let trusted = try #require(try log.writeCheckpoint())
        try fill(log, 5)
        try log.close()
        let copy = try SpoiledLog(of: bench)
        let means = VerificationMeans(trusted: trusted)
        let (result, findings) = try copy.verify(means)
        #expect(findings == [])
        #expect(result.events == 5)
        try copy.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 2") }
        #expect(try copy.marks(means) == [])
        #expect(try copy.marks(VerificationMeans()) == [.init(.chain, 2)])
        try copy.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 6") }
        #expect(try copy.marks(means) == [.init(.chain, 6)])
    }

    @Test func `a tree that is not the trusted one is not gone on from`() throws {
        let log = try bench.open()
        try fill(log, 4)
        let trusted = try #require(try log.writeCheckpoint())
        try log.close()
        let copy = try SpoiledLog(of: bench)
        try copy.spoil { try $0.execute("UPDATE checkpoint SET frontier = zeroblob(32)") }
        #expect(throws: LogError.self) { try copy.marks(VerificationMeans(trusted: trusted)) }
    }

    @Test func `a checkpoint that is taken out is missed`() throws {
        let log = try bench.open { $0.cadence = CheckpointCadence(events: 2, microseconds: 60_000_000) }
        try fill(log, 9)
        try log.close()
        for size in [2, 4, 8, 9] {
            let copy = try SpoiledLog(of: bench)
            try copy.spoil { try $0.execute("DELETE FROM checkpoint WHERE size = \(size)") }
            #expect(try copy.marks().contains { $0.check == .checkpoint }, "\(size)")
        }
        let copy = try SpoiledLog(of: bench)
        try copy.spoil { try $0.execute("DELETE FROM checkpoint") }
        #expect(try copy.marks().contains(.init(.checkpoint, 2)))
    }
}
