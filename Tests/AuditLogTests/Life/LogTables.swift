// SPDX-License-Identifier: Apache-2.0

/// All rows of all tables of a log's file, looked at beside the product's own code.
func tables(_ path: String, without left: Set<String> = []) throws -> [String: [RawDatabase.Row]] {
    let file = try RawDatabase(path)
    let names = try file.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map {
        String(decoding: $0.bytes("name"), as: UTF8.self)
    }
    var tables: [String: [RawDatabase.Row]] = [:]
    for name in names where !left.contains(name) {
        tables[name] = try file.rows("SELECT * FROM \(name) ORDER BY 1, 2")
    }
    return tables
}
