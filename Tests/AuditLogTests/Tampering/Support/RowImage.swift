// SPDX-License-Identifier: Apache-2.0

/// What a reader of the file sees who knows nothing of this package: its tables and views, and every value of every row.
struct RowImage: Hashable {
    /// The rows of the tables by their names, and of the schema under its own.
    private var tables: [String: [RawDatabase.Row]] = [:]
    private var numbers: [RawDatabase.Value] = []

    /// What there is to be seen of the log at `path`; `nil` where SQLite does not open it at all.
    init?(_ path: String) {
        guard let file = try? RawDatabase(path),
            let schema = try? file.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"),
            !schema.isEmpty
        else { return nil }
        tables["sqlite_schema"] = schema
        for row in schema where row["type"] == .text(Array("table".utf8)) {
            let name = String(decoding: row.bytes("name"), as: UTF8.self)
            // One that cannot be read at all is seen to be another.
            tables[name] = (try? file.rows("SELECT * FROM \"\(name)\"")) ?? [["unreadable": .null]]
        }
        numbers = ["application_id", "user_version"].map { (try? file.value("PRAGMA \($0)")) ?? .null }
    }

    /// How many rows there are in a table.
    func count(of table: String) -> Int {
        tables[table]?.count ?? 0
    }

    /// The tables in which the other one shows something else.
    func differences(from other: RowImage) -> Set<String> {
        var names = Set(tables.keys).union(other.tables.keys).filter { tables[$0] != other.tables[$0] }
        if numbers != other.numbers { names.insert("the header") }
        return names
    }
}

extension SpoiledLog {
    /// What a reader sees of it.
    func image() -> RowImage? {
        RowImage(path)
    }
}
