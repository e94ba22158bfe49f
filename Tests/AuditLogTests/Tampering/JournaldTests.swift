// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// What the verification of journald's sealed logs let pass, under the numbers of its issues: each is found here.
struct JournaldTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    private func open() throws -> EventLog {
        try bench.open { $0.cadence = CheckpointCadence(events: 5, microseconds: 60_000_000) }
    }

    /// Appends events a second apart.
    private func append(_ count: Int, to log: EventLog) throws {
        for _ in 0..<count {
            bench.clock.microseconds += 1_000_000
            try log.append(bench.event(.tokenRequested, at: bench.clock.microseconds / 1000))
        }
    }

    /// A copy of a closed log of 12 events, with checkpoints over 5, 10 and 12 of them.
    private func closed() throws -> SpoiledLog {
        let log = try open()
        if log.size == 0 { try append(12, to: log) }
        try log.close()
        let copy = try SpoiledLog(of: bench)
        try copy.look { try $0.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
        #expect(try copy.marks() == [])
        return copy
    }

    @Test func `28885: what was before a key is not believed when it is sealed anew with that key`() throws {
        let log = try open()
        try append(6, to: log)
        try log.rotateSigningKey(id: bench.nextID(), at: log.lastInstant)
        try append(3, to: log)
        try log.close()
        let forged = try SpoiledLog(of: bench)
        #expect(try forged.marks() == [])
        try forged.spoil {
            try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 2")
            // The old seals are dropped, but for the one that has to be there.
            try $0.execute("DELETE FROM checkpoint WHERE size < 5")
        }
        // The key of today signs all that there is.
        try forged.rehashAndSign()
        let findings = try forged.verify(VerificationMeans()).findings
        #expect(
            findings.filter { $0.check == .checkpoint }.map(\.text) == [
                "the checkpoint over 5 events is not signed by the key that was in force",
                "the checkpoint over 7 events is not signed by the key that was in force",
            ])
        #expect(findings.contains { $0.check == .keys })
    }

    @Test func `28886: a log that was cut off is not gone on with, and a gap between its seals is found`() throws {
        let cut = try closed()
        try cut.truncate(after: 7)
        try cut.spoil { try $0.execute("DELETE FROM checkpoint WHERE size > 7; UPDATE head SET checkpoint = 5") }
        #expect(throws: LogError.self) {
            try EventLog(path: cut.path, keys: cut.keys, environment: bench.environment)
        }
        // Even signed, with no seal naming the one that is missing, the gap is longer than was promised.
        let gap = try closed()
        try gap.spoil { try $0.execute("DELETE FROM checkpoint WHERE size = 10") }
        try gap.rehashAndSign()
        #expect(try gap.marks() == [.init(.checkpoint, 10)])
        // The same for a gap in time.
        let late = try closed()
        try late.spoil { try $0.execute("UPDATE event SET wall_us = wall_us + 60000000 WHERE seq > 6") }
        try late.rehashAndSign()
        #expect(try late.marks() == [.init(.checkpoint, 7)])
    }

    @Test func `15425: a log without any seal does not pass`() throws {
        let log = try closed()
        try log.spoil { try $0.execute("DELETE FROM checkpoint") }
        try log.rehashAndSign()
        #expect(try log.marks() == [.init(.checkpoint, 5)])
        // Nor does one without a signature at its end.
        let unsigned = try closed()
        try unsigned.spoil { try $0.execute("UPDATE head SET signature = zeroblob(64)") }
        #expect(try unsigned.marks() == [.init(.head, 12)])
    }

    @Test func `11524: another key never passes, and the one that was used is told`() throws {
        let log = try closed()
        let known = Array(try log.signingKey().publicKey.rawRepresentation)
        for _ in 0..<50 {
            let other = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
            let (result, findings) = try log.verify(VerificationMeans(signingKey: other))
            #expect(findings.map(\.check) == [.keys])
            #expect(result.signingKey == known)
        }
        #expect(try log.marks(VerificationMeans(signingKey: known)) == [])
    }

    @Test func `35595: where there is no key to sign with, nothing is written`() throws {
        let log = try closed()
        try log.scratch.remove("box-office.key.sign")
        let before = try log.scratch.contents()
        #expect(throws: LogError.keyMissing(path: log.scratch.file("box-office.key.sign"))) {
            try EventLog(path: log.path, keys: log.keys, environment: bench.environment)
        }
        for (name, content) in before where !name.hasSuffix("-shm") && !name.hasSuffix("-wal") {
            #expect(try log.scratch.read(name) == content, "\(name)")
        }
    }

    @Test func `34952: keys and signatures of zeros are refused and crash nothing`() throws {
        let zeros = try closed()
        try zeros.scratch.write(Array((String(repeating: "0", count: 64) + "\n").utf8), to: "box-office.key.sign")
        #expect(throws: LogError.self) {
            try EventLog(path: zeros.path, keys: zeros.keys, environment: bench.environment)
        }
        for table in ["head", "key", "checkpoint"] {
            let column = ["key": "value", "checkpoint": "note"][table] ?? "signature"
            for content in ["zeroblob(64)", "zeroblob(32)", "x''"] {
                let log = try closed()
                let value = column == "note" ? "CAST(\(content) AS TEXT)" : content
                try log.spoil { try $0.execute("UPDATE \(table) SET \(column) = \(value)") }
                #expect(try !log.marks().isEmpty, "\(table) \(content)")
            }
        }
    }

    @Test func `CVE-2023-31437: every view of a log shows the events that are verified, and no others`() throws {
        let log = try closed()
        let reader = try LogReader(path: log.path)
        let verified = try reader.verify { _ in }.events
        let cursor = try reader.events(EventQuery())
        var shown: [Int64] = []
        while let event = try cursor.next() { shown.append(event.seq) }
        #expect(shown == Array(1...12))
        #expect(verified == 12)
        #expect(try reader.replay { _ in }.events == 12)
        #expect(try reader.sessions().map(\.events).reduce(0, +) == 12)
        #expect(try reader.lastSeq() == 12)
        #expect(try log.look { try $0.integers("SELECT seq FROM events ORDER BY seq") } == shown)
        // A view that leaves one out is not the one of the format.
        try log.look {
            let view = try $0.rows("SELECT sql FROM sqlite_schema WHERE name = 'events'")[0].bytes("sql")
            try $0.execute("DROP VIEW events")
            try $0.execute(String(decoding: view, as: UTF8.self) + " WHERE e.seq <> 7")
        }
        #expect(try log.marks() == [.init(.schema)])
    }
}
