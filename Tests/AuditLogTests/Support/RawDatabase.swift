// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// The file as any SQLite tool sees it, for looking at what the product wrote and for spoiling it.
final class RawDatabase {
    /// A value of a column.
    enum Value: Hashable {
        case null
        case integer(Int64)
        case text([UInt8])
        case blob([UInt8])
    }

    /// What libsqlite3 said no to.
    struct Failure: Error {
        var code: Int32
        var message: String
    }

    typealias Row = [String: Value]

    private let handle: OpaquePointer

    init(_ path: String, create: Bool = false) throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw Failure(code: code, message: String(cString: sqlite3_errstr(code)))
        }
        handle = opened
        // Looking must not change what is looked at.
        _ = audit_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw Failure(code: code, message: String(cString: sqlite3_errmsg(handle))) }
    }

    func rows(_ sql: String) throws -> [Row] {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        guard code == SQLITE_OK else { throw Failure(code: code, message: String(cString: sqlite3_errmsg(handle))) }
        defer { sqlite3_finalize(statement) }
        var rows: [Row] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            var row: Row = [:]
            for column in 0..<sqlite3_column_count(statement) {
                row[String(cString: sqlite3_column_name(statement, column))] = value(statement, column)
            }
            rows.append(row)
        }
        return rows
    }

    /// The one value that `sql` answers; NULL where it answers nothing.
    func value(_ sql: String) throws -> Value {
        try rows(sql).first?.values.first ?? .null
    }

    func integers(_ sql: String) throws -> [Int64] {
        try rows(sql).map { row in
            guard case .integer(let value)? = row.values.first else { return .min }
            return value
        }
    }

    private func value(_ statement: OpaquePointer?, _ column: Int32) -> Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT: return .text(bytes(statement, column))
        case SQLITE_BLOB: return .blob(bytes(statement, column))
        default: return .null
        }
    }

    private func bytes(_ statement: OpaquePointer?, _ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}

extension RawDatabase.Row {
    func integer(_ column: String) -> Int64 {
        guard case .integer(let value)? = self[column] else { return .min }
        return value
    }

    func bytes(_ column: String) -> [UInt8] {
        switch self[column] {
        case .text(let bytes)?, .blob(let bytes)?: bytes
        case .integer?, .null?, nil: []
        }
    }
}
