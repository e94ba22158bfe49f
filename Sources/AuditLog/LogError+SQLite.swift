// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

extension LogError {
    /// What a failure of SQLite means for a log.
    init(_ failure: SQLiteFailure, path: String, lockSeconds: Int = 10) {
        switch failure.primaryCode {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .locked(path: path, seconds: lockSeconds)
        case SQLITE_FULL: self = .diskFull(path: path)
        case SQLITE_NOTADB: self = .notALog(path: path, reason: "it is no SQLite database")
        case SQLITE_CORRUPT: self = .damaged(path: path, seq: nil, reason: failure.message)
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            self = .cannotOpen(path: path, reason: failure.message)
        case SQLITE_READONLY:
            self = .notWritten(path: path, reason: "the file or its folder is read-only")
        default: self = .notWritten(path: path, reason: "\(failure)")
        }
    }
}
