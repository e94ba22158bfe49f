// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// What an index does not hold is hidden from whoever asks by it, though every event is there.
@Suite struct VerificationOfIndexesTests {
    /// An index of events as a table that has its pages, so that its entries can be changed alone.
    enum Index: Int, CaseIterable {
        case byID = 1
        case bySession

        var name: String { "sqlite_autoindex_event_\(rawValue)" }
        var columns: [String] { self == .byID ? ["id"] : ["session", "version"] }

        func change(_ sql: String, descending: Bool = false, in file: RawDatabase) throws {
            let keys = columns.map { $0 + (descending ? " DESC" : "") } + ["seq"]
            let columns = (columns + ["seq"]).joined(separator: ", ")
            let table =
                "CREATE TABLE entry (\(columns), PRIMARY KEY (\(keys.joined(separator: ", ")))) WITHOUT ROWID"
            try file.execute(
                """
                PRAGMA writable_schema = ON;
                INSERT INTO sqlite_schema SELECT 'table', 'entry', 'entry', rootpage, '\(table)'
                FROM sqlite_schema WHERE name = '\(name)';
                PRAGMA writable_schema = RESET;
                \(sql);
                PRAGMA writable_schema = ON;
                DELETE FROM sqlite_schema WHERE name = 'entry';
                PRAGMA writable_schema = RESET;
                """)
        }
    }

    private static let changes = [
        "DELETE FROM entry WHERE seq = 5",
        "DELETE FROM entry",
        "UPDATE entry SET seq = 16 WHERE seq = 5",
        "UPDATE entry SET seq = -5 WHERE seq = 5",
        "UPDATE entry SET seq = CAST(seq AS TEXT) WHERE seq = 5",
        "UPDATE entry SET seq = 1099 - seq WHERE seq IN (5, 6); UPDATE entry SET seq = seq - 1088 WHERE seq > 1000",
    ]

    private static let changesOfKeys: [(Index, String)] = [
        (.byID, "INSERT INTO entry SELECT zeroblob(16), 5"),
        (.byID, "INSERT INTO entry SELECT id, 6 FROM entry WHERE seq = 5"),
        (.byID, "INSERT INTO entry SELECT id || x'00', 6 FROM entry WHERE seq = 5"),
        (.byID, "UPDATE entry SET id = zeroblob(16) WHERE seq = 5"),
        (.byID, "UPDATE entry SET id = substr(id, 1, 15) WHERE seq = 5"),
        (.byID, "UPDATE entry SET id = CAST(id AS TEXT) WHERE seq = 5"),
        (.bySession, "INSERT INTO entry VALUES (1, 1000, 5)"),
        (.bySession, "INSERT INTO entry SELECT session, version, 6 FROM entry WHERE seq = 5"),
        (.bySession, "UPDATE entry SET session = session + 1 WHERE seq = 5"),
        (.bySession, "UPDATE entry SET version = 1000 WHERE seq = 5"),
        (.bySession, "UPDATE entry SET version = CAST(version AS TEXT) WHERE seq = 5"),
    ]

    private let bench: LogBench

    init() throws {
        bench = try SpoiledLog.sample()
    }

    private func check(_ index: Index, _ change: String, descending: Bool = false) throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil { try index.change(change, descending: descending, in: $0) }
        let complaints = try log.look { file in
            try file.rows("PRAGMA integrity_check").map {
                VerificationFinding(check: .file, text: String(decoding: $0.bytes("integrity_check"), as: UTF8.self))
            }
        }
        // Without the key the vault's check is left out, which may stumble over the index as well.
        #expect(try log.verify(VerificationMeans()).findings == complaints)
        #expect(complaints.first?.text != "ok")
    }

    @Test(arguments: Index.allCases, changes)
    func `an entry that is missing or leads elsewhere is found`(index: Index, change: String) throws {
        try check(index, change)
    }

    @Test(arguments: changesOfKeys)
    func `an entry that is too many or another one is found`(index: Index, change: String) throws {
        try check(index, change)
    }

    @Test(arguments: Index.allCases)
    func `an entry in the wrong place is found`(index: Index) throws {
        let columns = (index.columns + ["seq"]).joined(separator: ", ")
        try check(
            index,
            """
            CREATE TEMP TABLE kept AS SELECT \(columns) FROM entry WHERE seq = 15;
            DELETE FROM entry WHERE seq = 15;
            INSERT INTO entry SELECT * FROM kept
            """, descending: true)
    }

    @Test func `a row that no index has is found`() throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil { file in
            try file.execute("CREATE TEMP TABLE kept AS SELECT * FROM event WHERE seq = 5")
            for index in Index.allCases { try index.change("DELETE FROM entry WHERE seq = 5", in: file) }
        }
        #expect(try log.marks().map(\.check) == [.file, .file, .file, .file])
    }

    @Test(arguments: Index.allCases)
    func `an entry on any page of an index is missed`(index: Index) throws {
        let bench = try LogBench()
        let log = try bench.open()
        _ = try log.append((0..<600).map { _ in bench.event(.tokenRequested) })
        try log.close()
        #expect(try SpoiledLog(of: bench).marks() == [])
        for seq in stride(from: 1, through: 600, by: 23) {
            let log = try SpoiledLog(of: bench)
            try log.spoil { try index.change("DELETE FROM entry WHERE seq = \(seq)", in: $0) }
            #expect(try log.marks().contains(.init(.file)))
        }
    }

    @Test func `entries are those of the rows up to any of them, and no others`() throws {
        let log = try SpoiledLog(of: bench)
        let reader = try LogReader(path: log.path)
        let none = IndexEntries()
        var rows = none
        for last: Int64 in 0...15 {
            if let row = try reader.row(last) { rows.add(row) }
            var entries = none
            try entries.addAll(of: reader.database, through: last)
            #expect(entries.agree(with: rows))
            entries = none
            try entries.addAll(of: reader.database, through: last == 15 ? 1 : last + 1)
            #expect(!entries.agree(with: rows))
            // Nobody knows beforehand what they come to.
            entries = IndexEntries()
            try entries.addAll(of: reader.database, through: last)
            #expect(entries.agree(with: rows) == (last == 0))
        }
    }

    @Test func `rows that this package never writes are left to SQLite`() throws {
        let none = IndexEntries()
        let strange: [(inout EventRow) -> Void] = [
            { $0.id = [] }, { $0.id.append(0) }, { $0.session = -1 }, { $0.version = 1 << 53 }, { $0.seq = -1 },
        ]
        for change in strange {
            var row = EventRow()
            row.id = [UInt8](repeating: 0, count: 16)
            var entries = none
            entries.add(row)
            #expect(entries.agree(with: entries))
            change(&row)
            entries.add(row)
            #expect(!entries.agree(with: entries))
        }
    }
}
