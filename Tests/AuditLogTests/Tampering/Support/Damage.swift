// SPDX-License-Identifier: Apache-2.0

import Foundation
import TokenMachineTesting

@testable import AuditLog

/// One change of what is on the disk, made at random.
struct Damage {
    /// What was changed, in words for the reader of a failure.
    var text: String
    /// Whether all files were put back to what they were once, which nothing in them can show.
    var isRollBack = false

    /// Spoils a copy of `log` in one place; `nil` where what came up cannot be done to this log.
    static func inflict(on copy: SpoiledLog, of log: RandomLog, _ random: inout SplitMix64) throws -> Damage? {
        do {
            return switch random.below(20) {
            case ..<6: try changeColumn(copy, &random)
            case 6: try deleteRow(copy, &random)
            case 7: try duplicateRow(copy, &random)
            case 8: try swapRows(copy, &random)
            case 9: try changeNote(copy, &random)
            case 10: try addKey(copy, &random)
            case 11: try putBackRow(copy, of: log, &random)
            case 12...14: try changeWAL(copy, &random)
            case 15, 16: try changeFile(copy, LogBench.name, &random)
            case 17: try changeFile(copy, LogBench.name + ".head", &random)
            case 18: try putBackFiles(copy, of: log, &random)
            default: try changeSchema(copy, &random)
            }
        } catch is RawDatabase.Failure {
            // A constraint that SQLite holds to even so.
            return nil
        }
    }

    private static let tables = [
        "meta", "key", "writer", "session", "policy", "event", "event", "event", "head", "checkpoint", "vault",
    ]

    /// A row of a table that has one, and where it stands.
    private static func pickRow(
        _ copy: SpoiledLog, _ random: inout SplitMix64
    ) throws -> (table: String, row: RawDatabase.Row, place: String)? {
        let table = random.pick(tables)
        let rows = try copy.look { try $0.rows("SELECT * FROM \(table)") }
        guard !rows.isEmpty else { return nil }
        let row = random.pick(rows)
        return (table, row, place(of: row, in: table))
    }

    private static func place(of row: RawDatabase.Row, in table: String) -> String {
        switch table {
        case "vault": "session = \(row.integer("session")) AND ref = \(row.integer("ref"))"
        case "event": "seq = \(row.integer("seq"))"
        case "checkpoint": "size = \(row.integer("size"))"
        default: "id = \(row.integer("id"))"
        }
    }

    private static func changeColumn(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        guard let (table, row, place) = try pickRow(copy, &random) else { return nil }
        let column = random.pick(row.keys.sorted())
        let value = other(row[column], &random)
        try copy.spoil { try $0.execute("UPDATE \(table) SET \(column) = \(value) WHERE \(place)") }
        return Damage(text: "\(table).\(column) := \(value) where \(place)")
    }

    /// Another value, as SQL.
    private static func other(_ value: RawDatabase.Value?, _ random: inout SplitMix64) -> String {
        switch value {
        case .integer(let number):
            let others = [number &+ 1, number &- 1, 0, -number, Int64(bitPattern: random.next()), number ^ 1 << 32]
            return random.chance(permille: 100) ? "NULL" : "\(random.pick(others))"
        case .text(let bytes): return "CAST(x'\(hex(other(bytes, &random)))' AS TEXT)"
        case .blob(let bytes): return "x'\(hex(other(bytes, &random)))'"
        case .null, nil: return random.pick(["0", "1", "-1", "'!'"])
        }
    }

    private static func other(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        guard !bytes.isEmpty else { return [UInt8(random.below(256))] }
        var bytes = bytes
        switch random.below(5) {
        case 0: bytes.removeLast()
        case 1: bytes.append(UInt8(random.below(256)))
        case 2: bytes.swapAt(0, bytes.count - 1)
        default: bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
        }
        return bytes
    }

    private static func deleteRow(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        guard let (table, _, place) = try pickRow(copy, &random) else { return nil }
        try copy.spoil { try $0.execute("DELETE FROM \(table) WHERE \(place)") }
        return Damage(text: "\(table) without \(place)")
    }

    private static func duplicateRow(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        guard let (table, _, place) = try pickRow(copy, &random) else { return nil }
        // What has to be another value in a second row.
        let changes =
            switch table {
            case "event": "seq = (SELECT max(seq) + 1 FROM event), id = randomblob(16), version = version + 1000"
            case "vault": "ref = ref + 1"
            case "checkpoint": random.pick(["size = size + 1", "size = -size"])
            case "session": "id = id + 100, label = label || '!'"
            case "policy": "id = id + 100, content = content || x'00'"
            case "writer": "id = id + 100, process = randomblob(16)"
            default: "id = id + 100"
            }
        try copy.spoil {
            try $0.execute(
                """
                CREATE TEMP TABLE twin AS SELECT * FROM \(table) WHERE \(place);
                UPDATE twin SET \(changes);
                INSERT INTO \(table) SELECT * FROM twin;
                """)
        }
        return Damage(text: "\(table) twice with \(changes) where \(place)")
    }

    private static func swapRows(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        let (table, key) = random.pick([
            ("event", "seq"), ("event", "seq"), ("checkpoint", "size"), ("key", "id"), ("session", "id"),
            ("policy", "id"), ("writer", "id"),
        ])
        let keys = try copy.look { try $0.integers("SELECT \(key) FROM \(table) ORDER BY \(key)") }
        guard keys.count > 1 else { return nil }
        let first = random.below(keys.count - 1)
        let second = first + 1 + random.below(keys.count - first - 1)
        try copy.spoil {
            try $0.execute(
                """
                UPDATE \(table) SET \(key) = 1000000 WHERE \(key) = \(keys[first]);
                UPDATE \(table) SET \(key) = \(keys[first]) WHERE \(key) = \(keys[second]);
                UPDATE \(table) SET \(key) = \(keys[second]) WHERE \(key) = 1000000;
                """)
        }
        return Damage(text: "\(table) \(keys[first]) and \(keys[second]) in each other's place")
    }

    private static func changeNote(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        let rows = try copy.look { try $0.rows("SELECT size, note FROM checkpoint") }
        guard !rows.isEmpty else { return nil }
        let row = random.pick(rows)
        let note = String(decoding: row.bytes("note"), as: UTF8.self)
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let witness = "— witness.example/w1 " + Data([UInt8](repeating: 7, count: 76)).base64EncodedString()
        var changed = lines
        switch random.below(6) {
        case 0: changed.insert(lines[lines.count - 2], at: lines.count - 1)
        case 1: changed.insert(witness, at: lines.count - 1)
        case 2: changed.swapAt(random.below(3), 3 + random.below(2))
        case 3: changed.removeLast()
        case 4: changed[random.below(lines.count)].append(" ")
        default: changed[3] = "wall \(random.below(1_000_000_000))"
        }
        let text = changed.joined(separator: "\n")
        guard text != note else { return nil }
        try copy.spoil {
            try $0.execute(
                "UPDATE checkpoint SET note = CAST(x'\(hex(text.utf8))' AS TEXT) WHERE size = \(row.integer("size"))")
        }
        return Damage(text: "checkpoint \(row.integer("size")) reads \(text)")
    }

    private static func addKey(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        let last = try copy.look { try $0.integers("SELECT max(id) FROM key") }[0]
        let value = (0..<32).map { _ in UInt8(random.below(256)) }
        let fromSeq = random.below(30) + 1
        let values = "\(last + 1), \(random.below(2) + 1), x'\(hex(value))', \(fromSeq), zeroblob(64)"
        try copy.spoil { try $0.execute("INSERT INTO key VALUES (\(values))") }
        return Damage(text: "a key more: \(values)")
    }

    /// Puts back a row that was in the log once.
    private static func putBackRow(
        _ copy: SpoiledLog, of log: RandomLog, _ random: inout SplitMix64
    ) throws -> Damage? {
        guard let older = log.older else { return nil }
        let (table, condition) = random.pick([("head", "id = 1"), ("vault", "1")])
        try copy.spoil {
            try $0.execute("ATTACH '\(older.path)' AS older")
            try $0.execute("INSERT OR REPLACE INTO \(table) SELECT * FROM older.\(table) WHERE \(condition)")
            try $0.execute("DETACH older")
        }
        return Damage(text: "\(table) as it was once")
    }

    private static func changeSchema(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        let sql = random.pick([
            "DROP TRIGGER event_stays", "DROP VIEW latest", "CREATE VIEW more AS SELECT 1",
            "CREATE TABLE more (number INTEGER)", "CREATE INDEX more ON event (at_ms)",
            "ALTER TABLE vault ADD COLUMN more INTEGER", "PRAGMA user_version = 1", "PRAGMA application_id = 1",
            // These change how the content lies in the file, and not the content.
            "PRAGMA journal_mode = DELETE", "REINDEX", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)",
        ])
        try copy.look { try $0.execute(sql) }
        return Damage(text: sql)
    }
}
