// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import CAuditSQLite

/// A log open for reading, also while services write to it. It never changes the log, and never stays in a read
/// transaction for longer than a page of rows takes, so that no service's WAL grows because of it.
///
/// Whoever holds an object of this class uses it from one thread at a time.
public final class LogReader {
    /// Where the log is.
    public let path: String
    /// What a reader should know of how the log was opened; `nil` in the ordinary case.
    public let note: String?

    /// 16 random bytes that tell this log from all others.
    public var logID: [UInt8] { meta.genesis.logID }

    /// The file itself, where ``path`` is a link to it: the side files lie beside that one.
    let file: String
    let database: Database
    /// How another connection can be opened beside this one; `nil` where a private copy is read that is gone already.
    let connection: Connection?
    let meta: LogMeta
    /// The formats that are known.
    let formats: LogFormats
    private let registration: OpenFiles.Registration?

    /// Opens the log at `path`.
    ///
    /// - Throws: Why it cannot be read: it is not there, is no log, has a newer format, or lies where it cannot be
    ///   read as a whole.
    public convenience init(path: String) throws(LogError) {
        try self.init(path: path, plan: nil)
    }

    /// Opens a private copy of the log at `path` and of its WAL, as both are now. Nothing is written beside the log, as
    /// must not be where it is evidence; ``note`` has the SHA-256 of both.
    ///
    /// What is appended to the log afterwards is not seen.
    ///
    /// - Throws: Why it cannot be read; also when it keeps changing while it is copied.
    public convenience init(snapshotOf path: String) throws(LogError) {
        try self.init(path: path, plan: .snapshot)
    }

    /// - Parameter plan: How to open it; `nil` lets its surroundings decide.
    init(path: String, plan: ReadingPlan?, formats: LogFormats = .known) throws(LogError) {
        self.path = path
        self.formats = formats
        file = FilePath.resolved(path)
        // A file that SQLite has open here must not be opened and closed again, as that drops SQLite's locks on it.
        registration = try OpenFiles.register(file) { () throws(LogError) in
            try LogHeader.check(path, formats: formats)
        }
        do {
            switch try plan ?? ReadingPlan(ReadingPlan.Surroundings(of: file)) {
            case .inPlace:
                database = try LogReader.connect(file, .readOnly)
                connection = Connection(file: file, path: path, access: .readOnly, registration: registration)
                note = nil
            case .immutable:
                database = try LogReader.connect(file, .immutable)
                connection = Connection(file: file, path: path, access: .immutable, registration: registration)
                note = "its folder is read-only, so it is read as a file that nobody writes to"
            case .privateCopy:
                let copy = try PrivateCopy(of: file)
                defer { copy.discard() }
                database = try LogReader.connect(copy.path, .readOnly)
                connection = nil
                note = "its folder is read-only, so a private copy of the file and its WAL is read"
            case .snapshot:
                let copy = try PrivateCopy(of: file)
                defer { copy.discard() }
                note = "a private copy is read: \(try copy.fingerprints())"
                database = try LogReader.connect(copy.path, .readOnly)
                connection = nil
            case .refused(let reason):
                throw LogError.cannotOpen(path: path, reason: reason)
            }
            // The header alone does not tell what the WAL says.
            let format = Int32(truncatingIfNeeded: try database.integer("PRAGMA user_version") ?? 0)
            guard formats.canRead(format) else {
                throw LogError.newerFormat(path: path, format: Int(format), known: Int(formats.current))
            }
            meta = try LogMeta(reading: database, path: path)
        } catch {
            throw LogReader.logError(error, path: path)
        }
    }

    /// Opens the file, and reads from it once, so that its side files are open too.
    static func connect(_ path: String, _ access: Database.Access) throws(SQLiteFailure) -> Database {
        let database = try Database(path: path, access: access)
        try database.configure(SQLITE_DBCONFIG_DEFENSIVE, true)
        try database.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
        // A mapped file that somebody cuts off would end this process instead of answering an error.
        try database.execute(
            """
            PRAGMA busy_timeout = 10000;
            PRAGMA query_only = ON;
            PRAGMA cell_size_check = ON;
            PRAGMA mmap_size = 0;
            """)
        _ = try database.integer("SELECT count(*) FROM sqlite_schema")
        return database
    }

    /// Runs `body` on one state of the log, however many statements it takes. Not longer than a page of rows.
    func transaction<Result>(_ body: () throws -> Result) throws(LogError) -> Result {
        do {
            // Where there was no memory to end the last one.
            database.rollBackIfOpen()
            try database.execute("BEGIN")
            defer { database.rollBackIfOpen() }
            return try body()
        } catch {
            throw LogReader.logError(error, path: path)
        }
    }

    /// What an error means to who reads a log.
    static func logError(_ error: any Error, path: String) -> LogError {
        switch error {
        case let error as LogError:
            return error
        case let error as MalformedRow:
            return .damaged(path: path, seq: error.seq, reason: "column \(error.column) holds what no event has")
        case let error as SQLiteFailure:
            switch error.primaryCode {
            case SQLITE_BUSY, SQLITE_LOCKED: return .locked(path: path, seconds: 10)
            case SQLITE_NOTADB: return .notALog(path: path, reason: "it is no SQLite database")
            case SQLITE_CORRUPT, SQLITE_ERROR: return .damaged(path: path, seq: nil, reason: error.message)
            default: return .cannotOpen(path: path, reason: "\(error)")
            }
        default:
            return .cannotOpen(path: path, reason: "\(error)")
        }
    }
}
