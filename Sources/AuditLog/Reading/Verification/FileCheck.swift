// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// SQLite's own check of the file: its pages, that every index holds what its table holds, unique values and column
/// types. It says nothing of whether the content was changed, and without it indexes could hide events from some
/// views. CHECK constraints are passed over: SQLite leaves them out on connections that only read.
///
/// SQLite looks each event up in each index, which takes longer than all the rest. So it is first asked for the rest
/// alone, and the indexes are read once from end to end and held against the rows, which are verified anyway. Only
/// where that does not come out even, SQLite checks everything, and what is wrong is what it then says.
struct FileCheck {
    /// What is known of the file before the rows are.
    private enum Outcome: Sendable {
        /// All that SQLite has to say.
        case complaints([String])
        /// It is in order where these are the entries of its rows.
        case entries(IndexEntries)
    }

    private let reader: LogReader
    /// Takes in the rows; `nil` where not all of them are verified.
    private var entries: IndexEntries?
    private let begin: @Sendable (Database) throws -> Outcome
    private let begun: ParallelWork<Result<Outcome, LogError>>?

    /// Begins the check, beside everything else where another connection can be opened for it.
    ///
    /// - Parameter last: The last of the rows that will be added; `nil` where not all of them will be.
    init(_ reader: LogReader, through last: Int64?) {
        self.reader = reader
        let none = last.map { _ in IndexEntries() }
        entries = none
        let begin: @Sendable (Database) throws -> Outcome = { try FileCheck.begin($0, none, through: last ?? 0) }
        self.begin = begin
        begun = reader.connection.map { connection in
            ParallelWork {
                Result { () throws(LogError) in try connection.read(begin) }
            }
        }
    }

    /// Takes in the next row.
    mutating func add(_ row: EventRow) {
        entries?.add(row)
    }

    /// What is wrong with the file, once all rows were added.
    func complaints() throws(LogError) -> [String] {
        switch try outcome() {
        case .complaints(let complaints):
            return complaints
        case .entries(let found):
            if let entries, entries.agree(with: found) { return [] }
            return try read(FileCheck.complaints)
        }
    }

    private func outcome() throws(LogError) -> Outcome {
        if let result = begun?.wait() { return try result.get() }
        return try read(begin)
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(LogError) -> Value {
        do {
            return try body(reader.database)
        } catch {
            throw LogReader.logError(error, path: reader.path)
        }
    }

    private static func begin(
        _ database: Database, _ entries: IndexEntries?, through last: Int64
    ) throws -> Outcome {
        // Whatever is in the way of this way is in the way of the other one too, which then says what it is.
        if let entries, let found = try? FileCheck.entries(of: database, added: entries, through: last) {
            return .entries(found)
        }
        return .complaints(try complaints(database))
    }

    /// The entries of the indexes of events, where SQLite has nothing to say of anything else.
    private static func entries(
        of database: Database, added none: IndexEntries, through last: Int64
    ) throws -> IndexEntries? {
        try database.execute("BEGIN")
        defer { database.rollBackIfOpen() }
        guard try complaints(database, "quick_check").isEmpty else { return nil }
        let tables = try database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'event'")
        while try tables.step() {
            let name = (tables.optionalText(0) ?? "").split(separator: "'", omittingEmptySubsequences: false)
            guard try complaints(database, "integrity_check('\(name.joined(separator: "''"))')").isEmpty else {
                return nil
            }
        }
        let indexes = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'event'"
        guard try database.integer(indexes) == 2 else { return nil }
        var entries = none
        try entries.addAll(of: database, through: last)
        return entries
    }

    /// One broken page can break a thousand rows; the first ones tell enough.
    private static let limit = 100

    /// All that SQLite has to say of the file.
    private static func complaints(_ database: Database) throws -> [String] {
        try database.execute("BEGIN")
        defer { database.rollBackIfOpen() }
        return try complaints(database, "integrity_check(\(limit))")
    }

    private static func complaints(_ database: Database, _ pragma: String) throws -> [String] {
        let check = try database.prepare("PRAGMA " + pragma)
        var complaints: [String] = []
        while try check.step() {
            let complaint = check.optionalText(0) ?? ""
            guard !isForWantOfMemory(complaint) else {
                throw SQLiteFailure(code: SQLITE_NOMEM, message: "out of memory")
            }
            if complaint != "ok" { complaints.append(complaint) }
        }
        return complaints
    }

    /// Whether a page could not be looked at for want of memory. SQLite speaks of it as of a broken one, but for the
    /// number of the error.
    private static func isForWantOfMemory(_ message: String) -> Bool {
        message.split(separator: "\n").contains { line in
            ["error code=", "error code "].contains { line.hasSuffix("\($0)\(SQLITE_NOMEM)") }
        }
    }
}
