// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// What libsqlite3 answered when something did not work.
public struct SQLiteFailure: Error, Hashable, Sendable {
    /// The extended result code (<https://www.sqlite.org/rescode.html>).
    public var code: Int32
    /// SQLite's own words for it, which name tables and constraints but no content.
    public var message: String

    package init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// The code without its extension.
    public var primaryCode: Int32 { code & 0xFF }

    /// Whether another connection held a lock for too long.
    public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }

    /// Whether the disk is full.
    public var isDiskFull: Bool { primaryCode == SQLITE_FULL }

    /// Whether the disk did not take what was written: `SQLITE_IOERR_FSYNC` and `SQLITE_IOERR_DIR_FSYNC`, macros that
    /// do not reach Swift.
    var isSynchronization: Bool { [4, 5].contains { code == SQLITE_IOERR | $0 << 8 } }

    /// Whether the file is no database, or a damaged one.
    public var isNotADatabase: Bool { primaryCode == SQLITE_NOTADB || primaryCode == SQLITE_CORRUPT }
}

extension SQLiteFailure: CustomStringConvertible {
    public var description: String { "SQLite error \(code): \(message)" }
}
