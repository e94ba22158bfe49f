// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AuditLog

/// The tables, triggers and views of a log are those of its format.
@Suite struct VerificationOfSchemaTests {
    @Test(arguments: [
        "DROP TRIGGER event_stays", "DROP VIEW latest", "CREATE TABLE more (a)", "CREATE INDEX faster ON event (kind)",
        "CREATE TRIGGER helpful AFTER INSERT ON event BEGIN SELECT 1; END",
        "DROP VIEW latest; CREATE VIEW latest AS SELECT 1 AS one", "PRAGMA user_version = -1",
        "PRAGMA application_id = 1",
        "DROP TABLE checkpoint",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = CAST(sql AS BLOB) WHERE name = 'key_remains'",
    ])
    func `what was taken away, added or changed is found`(change: String) throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try RawDatabase(log.path).execute(change)
        do {
            #expect(try log.marks().contains(.init(.schema)))
        } catch LogError.newerFormat {
            #expect(change == "PRAGMA user_version = -1")
        }
    }

    @Test func `Litestream's own tables are let be`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try RawDatabase(log.path).execute(
            "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER); CREATE TABLE _litestream_lock (id)")
        #expect(try log.marks() == [])
    }

    @Test func `an index that does not hold what its table holds is found by the check of the file`() throws {
        let bench = try SpoiledLog.sample()
        let id = try #require(try bench.look().rows("SELECT id FROM event WHERE seq = 5").first).bytes("id")
        let content = try bench.scratch.read(LogBench.name)
        let places = content.indices.dropLast(id.count).filter { content[$0..<$0 + id.count].elementsEqual(id) }
        // Once in the table, and once in the index.
        #expect(places.count == 2)
        for place in places {
            let log = try SpoiledLog(of: bench)
            var spoiled = content
            spoiled[place + 15] ^= 1
            try log.scratch.write(spoiled, to: LogBench.name)
            #expect(try log.marks().contains(.init(.file)))
        }
    }
}
