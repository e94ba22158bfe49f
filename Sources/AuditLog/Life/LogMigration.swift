// SPDX-License-Identifier: Apache-2.0

/// Brings a log of an older format to the one of this build, in place and in one transaction.
enum LogMigration {
    /// Makes the log at `path` one of the current format. Only called with the log's lock held.
    ///
    /// Processes of an older version that have it open are told at their next transaction, and write nothing more.
    static func run(path: String, formats: LogFormats, lockSeconds: Int) throws(LogError) {
        do {
            let database = try Database(path: path, access: .readWrite)
            try LogConnection.configure(database, lockSeconds: lockSeconds)
            try database.execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")
            defer { database.rollBackIfOpen() }
            // Another process may have done it while this one waited.
            var format = Int32(truncatingIfNeeded: try database.integer("PRAGMA user_version") ?? 0)
            while format < formats.current, let step = formats.steps[format] {
                try database.execute(step)
                format += 1
                try database.execute("PRAGMA user_version = \(format)")
            }
            try database.execute("COMMIT")
        } catch {
            throw LogError(error, path: path, lockSeconds: lockSeconds)
        }
    }
}
