// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

extension LogReader {
    /// How many events at the end of the log are lost, by what its side file says: with a WAL that was cut off or
    /// taken away, which SQLite never reports. 0 where none are known to be.
    public func lostEvents() throws(LogError) -> Int64 {
        try HeadCheck.lostEvents(self)
    }

    /// What the log is, at a glance. Nothing of it is verified.
    public func info() throws(LogError) -> LogInfo {
        try transaction {
            func count(_ table: String) throws(SQLiteFailure) -> Int64 {
                try database.integer("SELECT count(*) FROM \(table)") ?? 0
            }
            return LogInfo(
                logID: meta.genesis.logID,
                format: Int64(meta.genesis.format),
                createdMicroseconds: meta.genesis.createdMicroseconds,
                size: try database.integer("SELECT size FROM head"),
                firstMicroseconds: try database.integer("SELECT wall_us FROM event ORDER BY seq LIMIT 1"),
                lastMicroseconds: try database.integer("SELECT wall_us FROM event ORDER BY seq DESC LIMIT 1"),
                sessions: try count("session"),
                policies: try count("policy"),
                writers: try count("writer"),
                sealedTokens: try count("vault"),
                keys: meta.keys.map {
                    LogInfo.Key(purpose: LogInfo.Key.Purpose($0.purpose), value: $0.value, fromSeq: $0.fromSeq)
                },
                fileSize: try FilePath.status(file)?.size ?? 0,
                walSize: try FilePath.status(file + "-wal")?.size ?? 0,
                sqliteVersion: String(cString: sqlite3_libversion()))
        }
    }
}
