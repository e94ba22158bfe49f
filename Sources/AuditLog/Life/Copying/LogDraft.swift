// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import CAuditSQLite

/// A log that is made from rows. It bears another name until it is whole, was verified and is on the disk, so whatever
/// stands under its own name is a log.
final class LogDraft {
    private let database: Database
    private let inserts: [LogTable: Statement]
    /// The columns of its tables.
    let shape: LogShape

    /// In which format a log was made, and which it has now.
    struct Formats {
        var known: LogFormats
        var origin: Int32
        var current: Int32
    }

    /// Makes a log at `path`, where there is none yet.
    ///
    /// - Parameters:
    ///   - formats: The formats of the log from which the rows are.
    ///   - fill: Gives the draft its rows, in the order of ``LogTable``.
    /// - Throws: What `fill` throws, and why the log cannot be made. Nothing is left of it then.
    static func make(
        at path: String, _ formats: Formats, environment: LogEnvironment, fill: (LogDraft) throws -> Void
    ) throws(LogError) -> CopiedLog {
        let path = FilePath.resolved(path)
        try environment.expectLocal(path)
        let draft = path + ".new-" + hex(environment.random(8))
        do {
            try expectNothing(at: path)
            return try Drafts.making(draft) {
                _ = try FileHandle.creating(draft)
                try write(draft, formats, environment, fill)
                let (copy, side) = try verify(draft, path, formats)
                for suffix in ["-wal", "-shm"] { try FilePath.remove(draft + suffix) }
                try FileHandle.readingAndWriting(draft).synchronize()
                try publish(draft, as: path, side, environment)
                return copy
            }
        } catch let error as LogError {
            throw error
        } catch let error as SQLiteFailure where error.primaryCode == SQLITE_CONSTRAINT {
            throw .copyBroken(path: path, findings: 1, first: error.message)
        } catch let error as SQLiteFailure {
            throw LogError(error, path: path, lockSeconds: environment.lockSeconds)
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
    }

    private init(_ path: String, _ formats: Formats) throws {
        guard let statements = formats.known.statements(from: formats.origin, to: formats.current) else {
            throw LogError.newerFormat(
                path: path, format: Int(formats.current), known: Int(formats.known.current))
        }
        shape = try LogShape(madeBy: statements)
        database = try Database(path: path, access: .readWrite)
        // What is not whole is thrown away, so nothing has to outlive a power cut before the end.
        try database.execute(
            """
            PRAGMA page_size = 4096;
            PRAGMA journal_mode = MEMORY;
            PRAGMA synchronous = OFF;
            PRAGMA foreign_keys = ON;
            BEGIN IMMEDIATE;
            PRAGMA application_id = \(LogSchema.applicationID);
            PRAGMA user_version = \(formats.current);
            """)
        for statement in statements { try database.execute(statement) }
        var inserts: [LogTable: Statement] = [:]
        for table in LogTable.allCases {
            let places = shape[table].map { _ in "?" }.joined(separator: ", ")
            inserts[table] = try database.prepare(
                "INSERT INTO \(table.rawValue) (\(shape.list(table))) VALUES (\(places))")
        }
        self.inserts = inserts
    }

    /// Adds a row, its values in the order of the table's columns.
    func insert(_ row: [StoredValue], into table: LogTable) throws(SQLiteFailure) {
        guard let insert = inserts[table] else { return }
        for (place, value) in row.enumerated() { try insert.bind(value, at: Int32(place + 1)) }
        try insert.run()
    }

    private static func expectNothing(at path: String) throws {
        if try FilePath.status(path) != nil { throw LogError.fileExists(path: path) }
        for suffix in ["-wal", "-journal"] where try FilePath.status(path + suffix) != nil {
            throw LogError.leftOver(path: path, file: path + suffix)
        }
    }

    private static func write(
        _ path: String, _ formats: Formats, _ environment: LogEnvironment, _ fill: (LogDraft) throws -> Void
    ) throws {
        let draft = try LogDraft(path, formats)
        try fill(draft)
        try draft.database.execute("COMMIT")
        try LogConnection.configure(draft.database, lockSeconds: environment.lockSeconds)
        guard try draft.database.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0 else {
            throw LogError.locked(path: path, seconds: environment.lockSeconds)
        }
    }

    /// Verifies a draft. What will be known of the log, and the content of its side file, where it has one.
    private static func verify(
        _ draft: String, _ path: String, _ formats: Formats
    ) throws -> (CopiedLog, side: [UInt8]?) {
        let reader = try LogReader(path: draft, plan: nil, formats: formats.known)
        var first: VerificationFinding?
        let result = try reader.verify { first = first ?? $0 }
        if let first {
            throw LogError.copyBroken(
                path: path, findings: result.findings,
                first: (first.seq.map { "event \($0): " } ?? "") + first.text)
        }
        let extent = try LogExtent(reader, trusted: nil)
        let copy = CopiedLog(
            path: path, logID: reader.logID, size: extent.last, chain: result.chain ?? [],
            sealedTokens: try reader.database.integer("SELECT count(*) FROM vault WHERE session > 0") ?? 0)
        // Nothing is appended to an archive, so it has none.
        return (copy, extent.head.flatMap { $0.isArchive ? nil : $0.sideFileBytes })
    }

    private static func publish(
        _ draft: String, as path: String, _ side: [UInt8]?, _ environment: LogEnvironment
    ) throws {
        // A service may be about to make a log there.
        try LogLock(path: path + ".lock").hold(seconds: environment.lockSeconds) { () throws(LogError) in
            do {
                try expectNothing(at: path)
                for suffix in ["-shm", ".head"] { try FilePath.remove(path + suffix) }
                try FilePath.link(draft, as: path)
                try FilePath.synchronizeFolder(of: path)
            } catch let error as LogError {
                throw error
            } catch {
                throw .notWritten(path: path, reason: "\(error)")
            }
        }
        // It is a witness that the log can do without.
        if let side { try? HeadFile(log: path).open().write(side) }
    }
}
