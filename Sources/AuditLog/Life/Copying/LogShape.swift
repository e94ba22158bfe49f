// SPDX-License-Identifier: Apache-2.0

/// The tables of a log, in the order in which their rows are copied: each behind those to which it refers, and last of
/// all where the log ends, so that a copy that was cut off has no end.
enum LogTable: String, Hashable, CaseIterable, Sendable {
    case meta
    case key
    case writer
    case session
    case policy
    case base
    case baseSession = "base_session"
    case event
    case checkpoint
    case vault
    case head
}

/// The columns of the tables, as the schema has them.
struct LogShape: Sendable {
    /// A column.
    struct Column: Hashable, Sendable {
        /// What may stand in a column beside NULL.
        enum Kind: String, Sendable {
            case integer = "INTEGER"
            case text = "TEXT"
            case blob = "BLOB"
        }

        var name: String
        var kind: Kind
        var isOptional: Bool

        /// Whether the value is one that the column may have.
        func takes(_ value: StoredValue) -> Bool {
            switch (value, kind) {
            case (.null, _): isOptional
            case (.integer, .integer), (.text, .text), (.blob, .blob): true
            case (.integer, _), (.text, _), (.blob, _): false
            }
        }
    }

    private let columns: [LogTable: [Column]]

    /// The shape of a log that these statements make.
    init(madeBy statements: [String]) throws(SQLiteFailure) {
        let model = try Database(path: ":memory:", access: .readWrite)
        for statement in statements { try model.execute(statement) }
        var columns: [LogTable: [Column]] = [:]
        for table in LogTable.allCases {
            let read = try model.prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid")
            try read.bind(table.rawValue, at: 1)
            while try read.step() {
                guard let kind = Column.Kind(rawValue: read.optionalText(1) ?? "") else { continue }
                columns[table, default: []].append(
                    Column(
                        name: read.optionalText(0) ?? "", kind: kind,
                        isOptional: read.integer(2) == 0 && read.integer(3) == 0))
            }
        }
        self.columns = columns
    }

    /// The columns of a table, in their order. The first one is its key.
    subscript(table: LogTable) -> [Column] { columns[table] ?? [] }

    /// The names of a table's columns, as a statement lists them.
    func list(_ table: LogTable) -> String {
        self[table].map(\.name).joined(separator: ", ")
    }
}
