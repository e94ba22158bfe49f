// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// What `verify` says of logs that are as they were written, and of logs that are not.
@Suite struct VerificationTests {
    private let bench: LogBench

    init() throws {
        bench = try SpoiledLog.sample()
    }

    private func spoiled(_ change: (RawDatabase) throws -> Void) throws -> SpoiledLog {
        let log = try SpoiledLog(of: bench)
        try log.spoil(change)
        return log
    }

    @Test func `a log as it was written is intact, its vault included`() throws {
        let (result, findings) = try SpoiledLog(of: bench).verify()
        #expect(findings == [])
        #expect(result.outcome == .intact)
        #expect(result.events == 15)
        #expect(result.notes == [])
        #expect(result.gaps == [])
    }

    @Test func `an empty log is intact`() throws {
        let empty = try LogBench()
        try empty.open().close()
        let (result, findings) = try SpoiledLog(of: empty).verify()
        #expect(findings == [])
        #expect(result.outcome == .intact)
        #expect(result.events == 0)
    }

    @Test func `a log is verified while it is written to`() throws {
        let log = try bench.open()
        defer { try? log.close() }
        let reader = try LogReader(path: bench.path)
        for _ in 1...3 {
            _ = try log.append([bench.event(.tokenRequested, at: 1_700_000_600_000)])
            var findings: [VerificationFinding] = []
            #expect(try reader.verify { findings.append($0) }.outcome == .intact)
            #expect(findings == [])
        }
        #expect(log.size == 18)
    }

    @Test func `an event that goes missing is named, and the one behind it is not blamed`() throws {
        let log = try spoiled { try $0.execute("DELETE FROM event WHERE seq = 6") }
        #expect(try log.marks() == [.init(.sequence, 6), .init(.session, 7), .init(.session, 7)])
    }

    @Test func `several missing events are named together`() throws {
        let log = try spoiled { try $0.execute("DELETE FROM event WHERE seq BETWEEN 10 AND 11") }
        let (_, findings) = try log.verify()
        #expect(findings.map(\.text) == ["it and all up to event 11 are missing"])
    }

    @Test func `a tail that was cut off is found by the signed head`() throws {
        let log = try spoiled { try $0.execute("DELETE FROM event WHERE seq > 11") }
        let marks = try log.marks()
        #expect(marks.prefix(2) == [.init(.sideFile, 12), .init(.head, 12)])
    }

    @Test func `events that changed places are found at the first of them`() throws {
        let log = try spoiled {
            try $0.execute(
                """
                UPDATE event SET seq = 100 WHERE seq = 7;
                UPDATE event SET seq = 7 WHERE seq = 13;
                UPDATE event SET seq = 13 WHERE seq = 100;
                """)
        }
        let marks = try log.marks()
        #expect(marks.compactMap(\.seq).min() == 7)
        #expect(marks.contains(.init(.chain, 7)))
        #expect(marks.contains(.init(.chain, 13)))
    }

    @Test func `a change with all hashes computed anew is found by the signature`() throws {
        let log = try spoiled { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 5") }
        #expect(try log.marks() == [.init(.chain, 5)])
        try log.rehash()
        // The first checkpoint over it narrows down where: event 5 is one of the first six.
        #expect(try log.marks() == [.init(.checkpoint, 1), .init(.sideFile, 15), .init(.head, 15)])
    }

    @Test func `the side file alone finds a log that its key's holder wrote anew`() throws {
        let log = try spoiled { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 5") }
        let side = try log.scratch.read(LogBench.name + ".head")
        try log.rehashAndSign()
        #expect(try log.marks() == [])
        try log.scratch.write(side, to: LogBench.name + ".head")
        #expect(try log.marks() == [.init(.sideFile, 15)])
    }

    @Test func `events behind the signed end are found`() throws {
        let log = try spoiled {
            try $0.execute(
                """
                CREATE TEMP TABLE copy AS SELECT * FROM event WHERE seq = 15;
                UPDATE copy SET seq = 16, version = 4, id = randomblob(16);
                INSERT INTO event SELECT * FROM copy;
                """)
        }
        #expect(try log.marks().contains(.init(.head, 16)))
    }

    @Test func `a log that two processes continued apart is found by the side file`() throws {
        let other = try SpoiledLog(of: bench)
        for (path, note) in [(bench.path, "one"), (other.path, "another")] {
            let log = try EventLog(path: path, keys: bench.keys, environment: bench.environment)
            _ = try log.append([bench.event(.tokenRequested, at: 1_700_000_600_000, note: note)])
            try log.close()
        }
        let log = try SpoiledLog(of: bench)
        #expect(try log.marks() == [])
        try log.scratch.write(other.scratch.read(LogBench.name + ".head"), to: LogBench.name + ".head")
        #expect(try log.marks() == [.init(.sideFile, 16)])
    }

    @Test func `a side file that is missing or means nothing is a note and no finding`() throws {
        let log = try SpoiledLog(of: bench)
        for content: [UInt8]? in [nil, [], [UInt8](repeating: 0, count: 160), Array("no head".utf8)] {
            try log.scratch.remove(LogBench.name + ".head")
            if let content { try log.scratch.write(content, to: LogBench.name + ".head") }
            let (result, findings) = try log.verify()
            #expect(findings == [])
            #expect(result.outcome == .intact)
            #expect(result.notes.count == 1)
            if content == nil { try log.scratch.write([], to: LogBench.name + ".head") }
        }
    }

    @Test func `a session that nobody's event belongs to is found`() throws {
        let log = try spoiled { try $0.execute("INSERT INTO session VALUES (3, 'ghost', 1, 1)") }
        #expect(try log.marks() == [.init(.reference)])
    }

    @Test(arguments: [
        "base VALUES (2, 1, zeroblob(32), zeroblob(32), 1, 1)", "base_session VALUES (1, 1, 1, 1, 1, 1, 1, x'01')",
    ])
    func `what a log without an archive does not go on from is found`(values: String) throws {
        let log = try spoiled { try $0.execute("INSERT INTO \(values)") }
        #expect(try log.marks() == [.init(.base)])
    }

    @Test func `a name that is no longer the hashed bytes is found even where it reads the same`() throws {
        let log = try spoiled { try $0.execute("UPDATE session SET label = 'a\u{FFFD}' WHERE id = 2") }
        try log.rehashAndSign()
        #expect(try log.marks() == [])
        try log.spoil { try $0.execute("UPDATE session SET label = CAST(x'61ff' AS TEXT) WHERE id = 2") }
        #expect(try log.marks() == [.init(.reference)])
    }
}
