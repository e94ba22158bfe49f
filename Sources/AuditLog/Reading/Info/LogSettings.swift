// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// How a log's file is laid out, and what reads it.
package struct LogSettings: Hashable, Sendable {
    /// `wal`, where nobody has changed it.
    package var journalMode: String
    /// Bytes in a page: 4096, where nobody has changed it.
    package var pageSize: Int64
    /// The version of SQLite in this process, as `3040001`.
    package var sqliteNumber: Int32
    /// The version of SQLite in this process, as people write it.
    package var sqliteVersion: String
    /// The log's own record of the last jump of a clock; in microseconds since the Unix epoch.
    package var lastJumpMicroseconds: Int64?
}

extension LogReader {
    /// How the file is laid out, and what reads it.
    package func settings() throws(LogError) -> LogSettings {
        let jump = try transaction {
            try database.integer(
                "SELECT wall_us FROM event WHERE session = 0 AND kind = \(EntryKind.record(.clockJumped).code)"
                    + " ORDER BY version DESC LIMIT 1")
        }
        return try transaction {
            let mode = try database.prepare("PRAGMA journal_mode")
            return LogSettings(
                journalMode: try mode.step() ? mode.optionalText(0) ?? "" : "",
                pageSize: try database.integer("PRAGMA page_size") ?? 0,
                sqliteNumber: sqlite3_libversion_number(),
                sqliteVersion: String(cString: sqlite3_libversion()),
                lastJumpMicroseconds: jump)
        }
    }

    /// Whether the vault key in that file is the log's; `nil` where the file cannot be read as a key.
    package func isVaultKey(_ path: String) -> Bool? {
        guard let key = try? KeyFile.read(path, mustBePrivate: false) else { return nil }
        return isVaultKey(key)
    }
}

extension LogReader {
    /// The kind of network file system that `path` lies on; `nil` for a local one, or where it cannot be told.
    package static func networkFileSystem(of path: String) -> String? {
        NetworkFileSystem.kind(of: path)
    }
}
