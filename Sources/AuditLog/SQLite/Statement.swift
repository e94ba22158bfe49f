// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// A compiled statement.
package final class Statement {
    private let handle: OpaquePointer
    private let database: Database

    init(_ handle: OpaquePointer, of database: Database) {
        self.handle = handle
        self.database = database
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Goes to the next row. Whether there is one.
    package func step() throws(SQLiteFailure) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let failure = database.failure(code)
            sqlite3_reset(handle)
            throw failure
        }
    }

    /// Runs the statement once, then makes it ready to be used again with nothing bound.
    package func run() throws(SQLiteFailure) {
        defer { reset() }
        while try step() {}
    }

    /// Runs the statement once with bytes that SQLite reads where they are, so that they are not copied only to be
    /// thrown away after it.
    func run(
        lending first: (index: Int32, bytes: [UInt8]), _ second: (index: Int32, bytes: [UInt8]),
        _ third: (index: Int32, bytes: [UInt8]), _ fourth: (index: Int32, bytes: [UInt8])
    ) throws(SQLiteFailure) {
        // Whatever comes of it, nothing stays bound that may be gone.
        defer { reset() }
        try lend(first) { () throws(SQLiteFailure) in
            try lend(second) { () throws(SQLiteFailure) in
                try lend(third) { () throws(SQLiteFailure) in
                    try lend(fourth) { () throws(SQLiteFailure) in
                        while try step() {}
                    }
                }
            }
        }
    }

    @inline(__always)
    private func lend(
        _ blob: (index: Int32, bytes: [UInt8]), during body: () throws(SQLiteFailure) -> Void
    ) throws(SQLiteFailure) {
        try blob.bytes.withUnsafeBufferPointer { bytes throws(SQLiteFailure) in
            let code =
                bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, blob.index, 0)
                : sqlite3_bind_blob64(handle, blob.index, bytes.baseAddress, UInt64(bytes.count), nil)
            guard code == SQLITE_OK else { throw database.failure(code) }
            try body()
        }
    }

    /// Makes the statement ready to be used again, with nothing bound.
    package func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Binds an integer, or NULL.
    package func bind(_ value: Int64?, at index: Int32) throws(SQLiteFailure) {
        let code = value.map { sqlite3_bind_int64(handle, index, $0) } ?? sqlite3_bind_null(handle, index)
        guard code == SQLITE_OK else { throw database.failure(code) }
    }

    /// Binds bytes.
    package func bind(_ bytes: [UInt8], at index: Int32) throws(SQLiteFailure) {
        // A null pointer would bind NULL, and that is what an empty array may have.
        let code =
            bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, index, 0)
            : bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), Statement.copied)
            }
        guard code == SQLITE_OK else { throw database.failure(code) }
    }

    /// Binds text as bytes, whether or not they are UTF-8.
    func bind(text bytes: [UInt8], at index: Int32) throws(SQLiteFailure) {
        let code = bytes.withUnsafeBytes {
            sqlite3_bind_text64(
                // A null pointer would bind NULL, and that is what an empty array may have.
                handle, index, ($0.baseAddress ?? UnsafeRawPointer(handle)).assumingMemoryBound(to: CChar.self),
                UInt64($0.count), Statement.copied, UInt8(SQLITE_UTF8))
        }
        guard code == SQLITE_OK else { throw database.failure(code) }
    }

    /// Binds a value of any type.
    func bind(_ value: StoredValue, at index: Int32) throws(SQLiteFailure) {
        switch value {
        case .null: try bind(Int64?.none, at: index)
        case .integer(let integer): try bind(integer, at: index)
        case .text(let bytes): try bind(text: bytes, at: index)
        case .blob(let bytes): try bind(bytes, at: index)
        }
    }

    /// The value of a column, of whatever type it is. A floating-point number, which no log has, comes as text.
    func value(_ column: Int32) -> StoredValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(bits(column))
        case SQLITE_BLOB: .blob(bytes(column))
        default: .text(optionalTextBytes(column) ?? [])
        }
    }

    /// Binds text, or NULL.
    package func bind(_ text: String?, at index: Int32) throws(SQLiteFailure) {
        guard var text else { return try bind(Int64?.none, at: index) }
        let code = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text64(
                    handle, index, $0.baseAddress, UInt64($0.count), Statement.copied, UInt8(SQLITE_UTF8))
            }
        }
        guard code == SQLITE_OK else { throw database.failure(code) }
    }

    /// The number in a column; 0 for NULL. One beyond ``bounds``, which no log holds, is read as the nearest within.
    package func integer(_ column: Int32) -> Int64 {
        Statement.bounded(sqlite3_column_int64(handle, column))
    }

    /// The number in a column, where it is not NULL.
    package func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// The 64 bits of a column that are no number, as a token's ref; 0 for NULL.
    package func bits(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    /// The 64 bits of a column, where it is not NULL.
    package func optionalBits(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : bits(column)
    }

    /// Enough for all seqs and for the microseconds of 285 years. Whatever somebody wrote into a file, no sum and no
    /// difference of two numbers between these leaves the range of `Int64` and ends a program.
    static let bounds = -(Int64(1) << 53)...Int64(1) << 53

    /// `number`, or the nearest within ``bounds``.
    static func bounded(_ number: Int64) -> Int64 {
        min(max(number, bounds.lowerBound), bounds.upperBound)
    }

    /// Whether there is an integer in a column.
    func isInteger(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_INTEGER
    }

    /// Calls `body` with the bytes of a column where they lie; answers `nil` where there is no blob.
    func withBlob<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result?) -> Result? {
        guard sqlite3_column_type(handle, column) == SQLITE_BLOB else { return nil }
        let start = sqlite3_column_blob(handle, column)
        return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// The bytes of a column; none for NULL.
    package func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// The text of a column, where it is not NULL. Invalid UTF-8 is repaired.
    package func optionalText(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let utf8 = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
        return String(decoding: utf8, as: UTF8.self)
    }

    /// The bytes of a text column as they are stored, where it is not NULL: what hashes cover.
    package func optionalTextBytes(_ column: Int32) -> [UInt8]? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        return Array(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// Tells SQLite to copy what is bound before the call returns.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
