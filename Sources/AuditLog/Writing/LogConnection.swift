// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import CAuditSQLite

/// The connection through which a log is written, with its settings made and read back, and its statements compiled.
final class LogConnection {
    let database: Database
    let readHead: Statement
    let readTail: Statement
    let writeHead: Statement
    let insertEvent: Statement
    let insertSession: Statement
    let insertPolicy: Statement
    let insertWriter: Statement
    let findSession: Statement
    let findPolicy: Statement
    let findLatest: Statement
    let findArchivedLatest: Statement
    let insertKey: Statement
    let insertCheckpoint: Statement
    let readCheckpoint: Statement
    let findEvent: Statement
    let findGreatestID: Statement
    let readEvents: Statement
    let putSecret: Statement
    let dropSecret: Statement
    let findSecret: Statement
    let findSpent: Statement
    let findWriter: Statement
    /// How many pages the WAL had when it was last copied into the main file.
    private var copiedPages: Int32 = 0
    private var isSettled = false

    /// Opens the log at `path`, which is there and looks like one.
    ///
    /// - Parameters:
    ///   - lockSeconds: How long to wait for programs that do not know of the log's lock.
    ///   - isGuarded: Whether the connection refuses what no writer of a log ever does.
    convenience init(
        path: String, lockSeconds: Int, formats: LogFormats, isGuarded: Bool = true
    ) throws(LogError) {
        do {
            let database = try Database(path: path, access: .readWrite)
            guard !database.isReadOnly else {
                throw SQLiteFailure(code: SQLITE_READONLY, message: "the file can only be read")
            }
            try LogConnection.configure(database, lockSeconds: lockSeconds)
            // Before anything that depends on it: the header alone does not tell what the WAL says.
            guard try database.integer("PRAGMA application_id") == Int64(LogSchema.applicationID) else {
                throw LogError.notALog(path: path, reason: "it is another program's database")
            }
            try LogConnection.checkFormat(database, path: path, formats: formats)
            try LogConnection.setDurability(of: database)
            try self.init(database, isGuarded: isGuarded)
        } catch let error as LogError {
            throw error
        } catch let error as SQLiteFailure {
            throw LogError(error, path: path, lockSeconds: lockSeconds)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    private init(_ database: Database, isGuarded: Bool) throws(SQLiteFailure) {
        self.database = database
        readHead = try database.prepare("SELECT \(SignedHead.columns), frontier FROM head WHERE id = 1")
        readTail = try database.prepare(
            """
            SELECT size AS seq, chain FROM base
            UNION ALL SELECT * FROM (SELECT seq, chain FROM event ORDER BY seq DESC LIMIT 1)
            ORDER BY seq DESC LIMIT 1
            """)
        writeHead = try database.prepare(SignedHead.replacement)
        let places = Array(repeating: "?", count: EventRow.columnCount).joined(separator: ", ")
        insertEvent = try database.prepare("INSERT INTO event (\(EventRow.columns)) VALUES (\(places))")
        insertSession = try database.prepare("INSERT INTO session (label, seed, created_us) VALUES (?, ?, ?)")
        insertPolicy = try database.prepare("INSERT INTO policy (content) VALUES (?)")
        insertWriter = try database.prepare(
            "INSERT INTO writer (process, pid, program, started_us) VALUES (?, ?, ?, ?)")
        findSession = try database.prepare("SELECT id, label, seed, created_us FROM session WHERE label = ?")
        findPolicy = try database.prepare("SELECT id FROM policy WHERE content = ?")
        findLatest = try database.prepare(
            "SELECT seq, version, reducer, state FROM event WHERE session = ? ORDER BY version DESC LIMIT 1")
        findArchivedLatest = try database.prepare(
            "SELECT seq, version, reducer, state FROM base_session WHERE session = ?")
        insertKey = try database.prepare(KeyRow.insertion)
        insertCheckpoint = try database.prepare("INSERT INTO checkpoint (size, frontier, note) VALUES (?, ?, ?)")
        readCheckpoint = try database.prepare("SELECT note FROM checkpoint WHERE size = ?")
        findEvent = try database.prepare("SELECT \(EventRow.columns) FROM event WHERE id = ?")
        findGreatestID = try database.prepare("SELECT max(id) FROM event")
        readEvents = try database.prepare("SELECT \(EventRow.columns) FROM event WHERE seq > ? ORDER BY seq LIMIT ?")
        putSecret = try database.prepare(
            "INSERT OR REPLACE INTO vault (session, ref, kind, sealed) VALUES (?, ?, ?, ?)")
        dropSecret = try database.prepare("DELETE FROM vault WHERE session = ? AND ref = ?")
        findSecret = try database.prepare("SELECT kind, sealed FROM vault WHERE session = ? AND ref = ?")
        findSpent = try database.prepare(
            "SELECT seq FROM event WHERE session = ? AND kind = 3 AND spent_ref = ? AND refresh_ref <> spent_ref LIMIT 1"
        )
        findWriter = try database.prepare("SELECT process FROM writer WHERE id = ?")
        if isGuarded { database.setAuthorizer(LogConnection.authorize) }
    }

    /// The head as it stands in the file; `nil` where it is missing.
    func head() throws(SQLiteFailure) -> SignedHead? {
        defer { readHead.reset() }
        return try readHead.step() ? SignedHead(readHead) : nil
    }

    /// Makes sure that the log has the format of this build still.
    static func checkFormat(_ database: Database, path: String, formats: LogFormats) throws {
        let format = try database.integer("PRAGMA user_version") ?? 0
        guard format == formats.current else {
            throw LogError.newerFormat(path: path, format: Int(format), known: Int(formats.current))
        }
    }

    /// Makes the settings that a log depends on, and reads back those that matter most: builds of SQLite differ.
    static func configure(_ database: Database, lockSeconds: Int) throws(SQLiteFailure) {
        try database.configure(SQLITE_DBCONFIG_DEFENSIVE, true)
        try database.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
        // Checkpoints happen under the log's lock, and never because a connection happens to close.
        try database.configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        try database.execute(
            """
            PRAGMA busy_timeout = \(lockSeconds * 1000);
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA foreign_keys = ON;
            PRAGMA recursive_triggers = ON;
            PRAGMA secure_delete = ON;
            PRAGMA cell_size_check = ON;
            PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON;
            """)
        database.countWALPages()
        let mode = try database.text("PRAGMA journal_mode")
        let synchronous = try database.integer("PRAGMA synchronous")
        guard mode == "wal", synchronous == 2 else {
            throw SQLiteFailure(
                code: SQLITE_CANTOPEN, message: "SQLite does not keep WAL with full synchronization here")
        }
    }

    /// Makes commits as durable as the log was made for.
    private static func setDurability(of database: Database) throws {
        let durability = try database.integer("SELECT durability FROM meta WHERE id = 1")
        guard durability == Durability.relaxed.rawValue else { return }
        try database.execute("PRAGMA synchronous = NORMAL")
    }

    /// Brings what the WAL holds to the disk, where this connection has not done so. Only called under the log's lock.
    ///
    /// A commit is in the WAL before it is synchronized. If its writer was killed then, SQLite takes it for whole when
    /// the log is opened the next time: somebody might act on it, and a power cut might take it away. The disk may even
    /// have refused it, and the system takes for written what was refused once. Then synchronizing is not enough, nor
    /// is copying it into the main file: the WAL, with the older pages that it has up to the hole, would be read over
    /// the newer ones. So it is copied, and cut off.
    ///
    /// Readers and other programs may keep it from being cut off. They are no harm: where the log was open already,
    /// SQLite has kept its index of the WAL, in which there is no commit that was not synchronized.
    func settle(_ path: String) throws {
        guard !isSettled else { return }
        try database.checkpointAndCutOff()
        try LogConnection.synchronizeWAL(of: path)
        isSettled = true
    }

    /// The same, as far as it can be done, and far enough for the log to be read. Only called under the log's lock.
    func settleToRead(_ path: String, lockSeconds: Int) throws(LogError) {
        do {
            try settle(path)
        } catch let error as SQLiteFailure {
            // There may be no room for a copy. The WAL was synchronized before, and an append will try again.
            guard !error.isSynchronization else { throw LogError(error, path: path, lockSeconds: lockSeconds) }
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
    }

    /// Brings what is in the WAL of the log at `path` to the disk.
    static func synchronizeWAL(of path: String) throws(PosixFailure) {
        try FileHandle.reading(path + "-wal").synchronize()
    }

    /// Copies the WAL into the main file when it has grown by 1,000 pages since the last time. Only called under the
    /// log's lock.
    ///
    /// - Returns: Whether it did.
    func checkpointWhenGrown() throws(SQLiteFailure) -> Bool {
        let pages = database.walPages
        // Copied as a whole, it is written from its start again.
        if pages < copiedPages { copiedPages = 0 }
        guard pages - copiedPages >= 1000 else { return false }
        copiedPages = pages
        try database.checkpointPassively()
        return true
    }

    /// Refuses what no writer of a log ever does. A seat belt against our own mistakes; the chain is the evidence.
    private static let authorize:
        @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?
        ) -> Int32 = { _, action, table, _, _, _ in
            switch action {
            case SQLITE_UPDATE, SQLITE_DELETE:
                let name = table.map { String(cString: $0) } ?? ""
                return ["head", "vault"].contains(name) ? SQLITE_OK : SQLITE_DENY
            case SQLITE_INSERT where ["base", "base_session"].contains(table.map { String(cString: $0) } ?? ""):
                return SQLITE_DENY
            case SQLITE_SELECT, SQLITE_READ, SQLITE_INSERT, SQLITE_TRANSACTION, SQLITE_FUNCTION, SQLITE_PRAGMA,
                SQLITE_SAVEPOINT:
                return SQLITE_OK
            default:
                return SQLITE_DENY
            }
        }
}
