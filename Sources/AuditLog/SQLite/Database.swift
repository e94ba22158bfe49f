// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// One connection to a SQLite file. Whoever holds it uses it from one thread at a time.
package final class Database {
    private let handle: OpaquePointer
    /// How many pages the WAL had after the last commit of this connection, once ``countWALPages()`` was called.
    private(set) var walPages: Int32 = 0

    /// How a file is opened.
    package enum Access: Sendable {
        /// To read and write a file that is there.
        case readWrite
        /// To read.
        case readOnly
        /// To read a file that nobody writes, on a medium that cannot hold side files.
        case immutable
    }

    /// Opens the file at `path`.
    package init(path: String, access: Access) throws(SQLiteFailure) {
        let flags: Int32
        var name = path
        switch access {
        case .readWrite:
            flags = SQLITE_OPEN_READWRITE
        case .readOnly:
            flags = SQLITE_OPEN_READONLY
        case .immutable:
            flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            name = "file:" + Database.percentEncoded(path) + "?immutable=1"
        }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw SQLiteFailure(code: code, message: message)
        }
        handle = opened
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// What the last call on this connection answered.
    func failure(_ code: Int32) -> SQLiteFailure {
        SQLiteFailure(code: code, message: String(cString: sqlite3_errmsg(handle)))
    }

    /// Runs statements that take and return nothing.
    package func execute(_ sql: String) throws(SQLiteFailure) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// Compiles one statement, to be used again and again.
    package func prepare(_ sql: String) throws(SQLiteFailure) -> Statement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code) }
        return Statement(statement, of: self)
    }

    /// The one integer that `sql` answers; `nil` for no row or NULL.
    package func integer(_ sql: String) throws(SQLiteFailure) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step() else { return nil }
        return statement.optionalInteger(0)
    }

    /// The one text that `sql` answers; `nil` for no row or NULL.
    package func text(_ sql: String) throws(SQLiteFailure) -> String? {
        let statement = try prepare(sql)
        guard try statement.step() else { return nil }
        return statement.optionalText(0)
    }

    /// Turns an option of the connection on or off (`SQLITE_DBCONFIG_…`).
    func configure(_ option: Int32, _ isOn: Bool) throws(SQLiteFailure) {
        let code = audit_db_config(handle, option, isOn ? 1 : 0)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// Whether no transaction is open. After some errors SQLite has rolled back by itself, and only this tells.
    var isInAutocommit: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// Rolls back where there is something to roll back. Whatever went wrong before is the news, not this.
    func rollBackIfOpen() {
        guard !isInAutocommit else { return }
        _ = sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// Puts `authorizer` in front of every statement compiled from now on.
    func setAuthorizer(
        _ authorizer:
            @convention(c) (
                UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
                UnsafePointer<CChar>?
            ) -> Int32
    ) {
        sqlite3_set_authorizer(handle, authorizer, nil)
    }

    /// Whether the file can only be read, which SQLite makes do with where it may not write.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Whether another file, or none, stands where this one was opened.
    func hasMoved() throws(SQLiteFailure) -> Bool {
        var hasMoved: Int32 = 0
        let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        guard code == SQLITE_OK else { throw failure(code) }
        return hasMoved != 0
    }

    /// Begins to keep ``walPages``. The size of the WAL's file does not tell: it never shrinks.
    func countWALPages() {
        let count: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
            context, _, _, pages in
            guard let context else { return SQLITE_OK }
            Unmanaged<Database>.fromOpaque(context).takeUnretainedValue().walPages = pages
            return SQLITE_OK
        }
        // The connection is closed before this object is gone.
        sqlite3_wal_hook(handle, count, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Copies what the WAL holds into the main file, as far as no reader is in the way. Never waits.
    ///
    /// Only ever called under the log's lock: see `LogLock`.
    func checkpointPassively() throws(SQLiteFailure) {
        let code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        guard code == SQLITE_OK || code == SQLITE_BUSY else { throw failure(code) }
    }

    /// Copies what the WAL holds into the main file, and makes the WAL empty, as far as nobody is in the way. Never
    /// waits.
    ///
    /// Only ever called under the log's lock: see `LogLock`.
    func checkpointAndCutOff() throws(SQLiteFailure) {
        let patience = try integer("PRAGMA busy_timeout") ?? 0
        sqlite3_busy_timeout(handle, 0)
        defer { sqlite3_busy_timeout(handle, Int32(patience)) }
        let code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard code == SQLITE_OK || code == SQLITE_BUSY else { throw failure(code) }
    }

    /// A path as a URI filename wants it: `?`, `#` and `%` escaped (<https://www.sqlite.org/uri.html>).
    private static func percentEncoded(_ path: String) -> String {
        path.reduce(into: "") { encoded, character in
            switch character {
            case "?": encoded += "%3f"
            case "#": encoded += "%23"
            case "%": encoded += "%25"
            default: encoded.append(character)
            }
        }
    }
}
