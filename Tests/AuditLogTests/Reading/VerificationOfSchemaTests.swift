import Testing

@testable import AuditLog

/// The tables, triggers and views of a log are those of its format.
@Suite struct VerificationOfSchemaTests {
    @Test(arguments: [
        "DROP TRIGGER event_stays", "DROP VIEW latest", "CREATE TABLE more (a)", "CREATE INDEX faster ON event (kind)",
        "CREATE TRIGGER helpful AFTER INSERT ON event BEGIN SELECT 1; END",
        "DROP VIEW latest; CREATE VIEW latest AS SELECT 1 AS one", "PRAGMA user_version = -1", "DROP TABLE checkpoint",
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

    @Test func `an index that hides events is found by the check of the file`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        let file = try RawDatabase(log.path)
        // A page of the index on (session, version) is put in the place of that on ids.
        let root = "(SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_event_2')"
        try file.execute(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET rootpage = \(root) WHERE name = 'sqlite_autoindex_event_1';
            """)
        #expect(try log.marks().contains(.init(.file)))
    }
}
