// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// Every column of every table counts: one value changed anywhere is found, at its event where it is one.
@Suite struct VerificationOfColumnsTests {
    /// The tables, their columns, and which rows of them the sample has.
    static let tables = ["meta", "key", "writer", "session", "policy", "event", "head", "checkpoint", "vault"]

    @Test(arguments: tables)
    func `one value changed in any column is found`(table: String) throws {
        try expectEveryChangeFound(in: table, of: try SpoiledLog.sample())
    }

    private func expectEveryChangeFound(in table: String, of bench: LogBench) throws {
        let file = try bench.look()
        let columns = try file.rows("SELECT name, type FROM pragma_table_info('\(table)')")
        let isWithoutRowID = table == "vault"
        let rows = try file.rows("SELECT * FROM \(table)")
        #expect(!rows.isEmpty)
        for row in rows {
            for column in columns {
                let name = String(decoding: column.bytes("name"), as: UTF8.self)
                let type = String(decoding: column.bytes("type"), as: UTF8.self)
                let log = try SpoiledLog(of: bench)
                let place =
                    isWithoutRowID
                    ? "session = \(row.integer("session")) AND ref = \(row.integer("ref"))"
                    : "rowid = \(row.integer(["event": "seq", "checkpoint": "size", "base_session": "session"][table] ?? "id"))"
                let other = Self.other(row[name], type)
                try log.spoil { try $0.execute("UPDATE \(table) SET \(name) = \(other) WHERE \(place)") }
                expectFound(in: log, "\(table).\(name) where \(place)", seq: table == "event" ? row : nil)
            }
        }
    }

    @Test(arguments: ["base", "base_session", "session", "policy", "writer", "event", "checkpoint"])
    func `one value changed in any column of an archived log is found`(table: String) throws {
        let bench = try LogBench()
        try bench.makeSample()
        let live = try bench.open()
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        try live.archive(
            through: size, to: bench.scratch.file("archive"), id: bench.nextID(), at: live.lastInstant)
        try live.close()
        try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try expectEveryChangeFound(in: table, of: bench)
    }

    @Test(arguments: ["key", "event", "head", "checkpoint", "vault"])
    func `one value changed in any column of a log with other keys is found`(table: String) throws {
        let bench = try LogBench()
        try bench.makeSample()
        let log = try bench.open()
        for _ in 0..<2 {
            try log.rotateSigningKey(id: bench.nextID(), at: log.lastInstant)
            try log.rotateVaultKey(id: bench.nextID(), at: log.lastInstant)
            try log.append(bench.event(.tokenRequested, at: 1_700_000_700_000))
        }
        try log.close()
        try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try expectEveryChangeFound(in: table, of: bench)
    }

    /// Every table of the schema is changed value by value here.
    @Test func `no table is left out`() throws {
        let bench = try SpoiledLog.sample()
        let names = try bench.look().rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .map { String(decoding: $0.bytes("name"), as: UTF8.self) }
        #expect(Set(names) == Set(Self.tables + ["base", "base_session"]))
    }

    private func expectFound(in log: SpoiledLog, _ place: String, seq row: RawDatabase.Row?) {
        do {
            let findings = try log.verify().findings
            #expect(!findings.isEmpty, "\(place)")
            // The first finding with a seq names the event that was changed; one that got another seq is missing.
            if let row, let seq = findings.compactMap(\.seq).min() {
                #expect(seq == row.integer("seq"), "\(place)")
            }
        } catch LogError.damaged {
            // What keeps a log from being opened at all is found as well.
        } catch {
            Issue.record("\(place): \(error)")
        }
    }

    /// Another value of the same type, as SQL, and one that no other row has where no two may have the same.
    private static func other(_ value: RawDatabase.Value?, _ type: String) -> String {
        switch value {
        case .integer(let number): "\(number &+ 100)"
        case .text(let bytes): "CAST(x'\(hex(bytes + [0x21]))' AS TEXT)"
        case .blob(let bytes):
            bytes.isEmpty ? "x'00'" : "x'\(hex(bytes.dropLast() + [(bytes.last ?? 0) ^ 1]))'"
        case .null, nil:
            type == "INTEGER" ? "1" : "'!'"
        }
    }
}
