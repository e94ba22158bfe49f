// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import Testing
import TokenMachine

@testable import AuditLog

/// A log of an older format becomes one of the current format when it is opened for writing, and is read as it is.
/// The newer format is made up: this one, with notes that people can add.
struct MigrationTests {
    let bench: LogBench

    private static let next = LogFormats(
        current: LogSchema.format + 1,
        schemas: [LogSchema.format: LogSchema.sql, LogSchema.format + 1: LogSchema.sql + added],
        steps: [LogSchema.format: added])
    private static let added = """
        CREATE TABLE remark (seq INTEGER PRIMARY KEY REFERENCES event, text TEXT NOT NULL) STRICT;
        DROP VIEW latest;
        CREATE VIEW latest AS SELECT max(seq) AS seq FROM event;
        """

    init() throws {
        bench = try LogBench()
        try bench.makeSample()
    }

    private func openNewer() throws -> EventLog {
        try bench.open { $0.formats = Self.next }
    }

    private func findings() throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        _ = try LogReader(path: bench.path, plan: nil, formats: Self.next).verify { findings.append($0) }
        return findings
    }

    @Test func `opening brings it to the current format, and all of it still verifies`() throws {
        #expect(try findings() == [])
        let log = try openNewer()
        #expect(try bench.look().integers("PRAGMA user_version") == [Int64(LogSchema.format) + 1])
        try log.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        try log.close()
        #expect(try findings() == [])
        #expect(try bench.look().integers("SELECT count(*) FROM remark") == [0])
        // The schema is held against what leads from the format in which the log was made to the one that it has.
        try bench.look().execute("DROP TABLE remark")
        #expect(try findings().map(\.check) == [.schema])
    }

    @Test func `a process of the older version is told at its next transaction, and writes nothing`() throws {
        let old = try bench.open()
        _ = try openNewer()
        let before = try bench.look().rows("SELECT * FROM event")
        #expect(
            throws: LogError.newerFormat(
                path: bench.path, format: Int(LogSchema.format) + 1, known: Int(LogSchema.format))
        ) {
            try old.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        }
        #expect(throws: LogError.self) { try bench.open() }
        #expect(throws: LogError.self) { try LogReader(path: bench.path) }
        #expect(try bench.look().rows("SELECT * FROM event") == before)
    }

    @Test func `a migration that cannot be finished leaves the log as it was`() throws {
        var broken = Self.next
        broken.steps[LogSchema.format] = Self.added + "CREATE TABLE event (id);"
        let before = try bench.look().rows("SELECT sql FROM sqlite_schema")
        #expect(throws: LogError.self) { try bench.open { $0.formats = broken } }
        #expect(try bench.look().rows("SELECT sql FROM sqlite_schema") == before)
        #expect(try bench.look().integers("PRAGMA user_version") == [Int64(LogSchema.format)])
        _ = try bench.open()
    }

    @Test func `a format that no step leads from is not opened`() throws {
        var gap = Self.next
        gap.steps = [:]
        #expect(throws: LogError.self) { try bench.open { $0.formats = gap } }
    }

    @Test func `an archive of a log that was brought to a newer format has that format`() throws {
        let log = try openNewer()
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        let path = bench.scratch.file("archive.sqlite")
        try log.archive(through: size, to: path, id: bench.nextID(), at: log.lastInstant)
        #expect(try RawDatabase(path).integers("PRAGMA user_version") == [Int64(LogSchema.format) + 1])
        var findings: [VerificationFinding] = []
        _ = try LogReader(path: path, plan: nil, formats: Self.next).verify { findings.append($0) }
        #expect(findings == [])
    }
}

/// What older versions of the reducer wrote is read as what this one would have written.
struct UpcasterTests {
    private let state = TokenState.initial(seed: 42)

    /// In version 1 of a made-up reducer the seed had four bytes; in version 2 nothing changed.
    private let upcaster = Upcaster(
        states: [
            1: { bytes throws(MalformedBytes) in
                var reader = CanonicalReader(bytes)
                let kind = try reader.read(UInt8.self)
                let seed = try reader.read(UInt32.self)
                let attempt = try reader.read(UInt64.self)
                try reader.finish()
                var writer = CanonicalWriter()
                writer.write(kind)
                writer.write(UInt64(seed))
                writer.write(attempt)
                return writer.bytes
            }
        ],
        effects: [:], version: 3)

    @Test func `each version is led to the next up to this one`() throws {
        let old: [UInt8] = [1, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(try upcaster.state(old, reducer: 1) == state)
        #expect(try upcaster.state(state.canonicalBytes, reducer: 2) == state)
        #expect(try upcaster.state(state.canonicalBytes, reducer: 3) == state)
        #expect(throws: MalformedBytes.self) { try upcaster.state(state.canonicalBytes, reducer: 1) }
        #expect(throws: MalformedBytes.self) { try upcaster.state(old, reducer: 2) }
    }

    @Test func `this build reads its own`() throws {
        #expect(try Upcaster.current.state(state.canonicalBytes, reducer: Int64(reducerVersion)) == state)
        #expect(Upcaster.current.version == reducerVersion)
    }
}
