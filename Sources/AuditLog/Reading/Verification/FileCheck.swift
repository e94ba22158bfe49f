import CAuditSQLite

/// SQLite's own check of the file: its pages, that every index holds what its table holds, unique values and column
/// types. It says nothing of whether the content was changed, and without it indexes could hide events from some
/// views. CHECK constraints are passed over: SQLite leaves them out on connections that only read.
enum FileCheck {
    /// One broken page can break a thousand rows; the first ones tell enough.
    private static let limit = 100

    /// Begins the check, beside everything else where another connection can be opened for it.
    static func begin(_ reader: LogReader) -> ParallelWork<Result<[String], LogError>>? {
        reader.connection.map { connection in
            ParallelWork {
                Result { () throws(LogError) in try connection.read(messages) }
            }
        }
    }

    /// What is wrong with the file that `reader` reads.
    ///
    /// - Parameter begun: The check, where it was begun before.
    static func messages(
        of reader: LogReader, _ begun: ParallelWork<Result<[String], LogError>>?
    ) throws(LogError) -> [String] {
        if let result = begun?.wait() { return try result.get() }
        do {
            return try messages(reader.database)
        } catch {
            throw LogReader.logError(error, path: reader.path)
        }
    }

    /// What is wrong with the file.
    static func messages(_ database: Database) throws -> [String] {
        try database.execute("BEGIN")
        defer { database.rollBackIfOpen() }
        let check = try database.prepare("PRAGMA integrity_check(\(limit))")
        var messages: [String] = []
        while try check.step() {
            let message = check.optionalText(0) ?? ""
            guard !isForWantOfMemory(message) else {
                throw SQLiteFailure(code: SQLITE_NOMEM, message: "out of memory")
            }
            if message != "ok" { messages.append(message) }
        }
        return messages
    }

    /// Whether a page could not be looked at for want of memory. SQLite speaks of it as of a broken one, but for the
    /// number of the error.
    private static func isForWantOfMemory(_ message: String) -> Bool {
        message.split(separator: "\n").contains { line in
            ["error code=", "error code "].contains { line.hasSuffix("\($0)\(SQLITE_NOMEM)") }
        }
    }
}
