// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema

/// Holds the tables, indexes, triggers and views of a log against those that the schema makes.
struct SchemaCheck {
    let reader: LogReader

    /// What others add for their own purposes: Litestream's bookkeeping.
    private static let guests: Set<String> = ["_litestream_seq", "_litestream_lock"]

    func run(_ sink: FindingSink) throws(LogError) {
        try reader.transaction {
            let model = try Database(path: ":memory:", access: .readWrite)
            let format = try reader.database.integer("PRAGMA user_version") ?? -1
            let origin = Int32(truncatingIfNeeded: reader.meta.genesis.format)
            let statements = reader.formats.statements(from: origin, to: Int32(truncatingIfNeeded: format))
            for part in statements ?? [LogSchema.sql] { try model.execute(part) }
            let expected = try SchemaCheck.objects(of: model)
            let actual = try SchemaCheck.objects(of: reader.database)
            for (name, sql) in expected.sorted(by: { $0.key < $1.key }) {
                guard let found = actual[name] else {
                    sink.find(.schema, "\(name) is missing")
                    continue
                }
                if found != sql { sink.find(.schema, "\(name) is not the one of format \(format)") }
            }
            for name in actual.keys.sorted() where expected[name] == nil {
                sink.find(.schema, "\(name) is none of this log's")
            }
            if statements == nil {
                sink.find(.schema, "user_version is \(format), which a log made in format \(origin) never has")
            }
            // The header of the main file was looked at before; a WAL may hold another one.
            let application = try reader.database.integer("PRAGMA application_id")
            if application != Int64(LogSchema.applicationID) {
                sink.find(.schema, "application_id is \(application ?? 0), which is another program's")
            }
        }
    }

    /// The statements behind all objects, by their kinds and names, and as what they are stored: SQLite takes bytes for a
    /// text where it needs one. Indexes that SQLite makes for itself have none.
    private static func objects(of database: Database) throws(SQLiteFailure) -> [String: String] {
        let select = try database.prepare(
            "SELECT type, name, tbl_name, sql, typeof(type) || typeof(name) || typeof(tbl_name) || typeof(sql) FROM sqlite_schema"
        )
        var objects: [String: String] = [:]
        while try select.step() {
            let table = select.optionalText(2) ?? ""
            guard !guests.contains(table) else { continue }
            let name = (select.optionalText(0) ?? "") + " " + (select.optionalText(1) ?? "")
            objects[name] = [table, select.optionalText(3) ?? "", select.optionalText(4) ?? ""].joined(separator: " ")
        }
        return objects
    }
}
