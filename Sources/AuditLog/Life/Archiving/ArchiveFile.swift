// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import CAuditSQLite

/// The file to which old events are moved: a log of its own, which ends where they end.
struct ArchiveFile {
    /// The log whose events are moved.
    let log: EventLog
    /// The seq of the last event that is moved. A checkpoint covers it last.
    let size: Int64
    /// Where the archive will be.
    let path: String

    /// Makes the archive, verifies it, and moves it into place when it is on the disk.
    ///
    /// What is there already under that name is taken, where it is the same archive: one that was made before a crash.
    func make() throws(LogError) {
        do {
            if try FilePath.status(path) != nil { return try expectSame() }
            let draft = path + ".new"
            // One that a crash left behind.
            for suffix in ["", "-wal", "-shm", "-journal"] { try FilePath.remove(draft + suffix) }
            try Drafts.making(draft) {
                _ = try FileHandle.creating(draft)
                try fill(draft)
                try verify(draft)
                for suffix in ["-wal", "-shm"] { try FilePath.remove(draft + suffix) }
                try FileHandle.readingAndWriting(draft).synchronize()
                try FilePath.rename(draft, to: path)
            }
            try FilePath.synchronizeFolder(of: path)
        } catch let error as LogError {
            throw error
        } catch let error as SQLiteFailure {
            throw LogError(error, path: path)
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
    }

    /// Makes sure that the file in the way holds just these events.
    private func expectSame() throws {
        let reader = try LogReader(path: path, plan: nil, formats: log.environment.formats)
        let extent = try LogExtent(reader, trusted: nil)
        let connection = try log.connected()
        let chain = try connection.database.prepare("SELECT chain FROM event WHERE seq = ?")
        try chain.bind(size, at: 1)
        guard reader.meta.genesis.logID == log.meta.genesis.logID, extent.last == size, try chain.step(),
            extent.head?.isArchive == true, extent.head?.chain == chain.bytes(0)
        else { throw LogError.fileExists(path: path) }
    }

    private func verify(_ draft: String) throws {
        var first: VerificationFinding?
        let result = try LogReader(path: draft, plan: nil, formats: log.environment.formats).verify {
            first = first ?? $0
        }
        guard result.findings == 0 else {
            throw LogError.damaged(path: log.path, seq: first?.seq, reason: first?.text ?? "")
        }
    }

    private func fill(_ draft: String) throws {
        let database = try Database(path: draft, access: .readWrite)
        try database.execute("PRAGMA page_size = 4096")
        try LogConnection.configure(database, lockSeconds: log.environment.lockSeconds)
        try database.execute("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF")
        let attach = try database.prepare("ATTACH ? AS live")
        try attach.bind(log.path, at: 1)
        try attach.run()
        try database.execute(
            "PRAGMA application_id = \(LogSchema.applicationID); PRAGMA user_version = \(log.environment.formats.current)"
        )
        try database.execute("BEGIN IMMEDIATE")
        let formats = log.environment.formats
        let origin = Int32(truncatingIfNeeded: log.meta.genesis.format)
        for statements in formats.statements(from: origin, to: formats.current) ?? [] {
            try database.execute(statements)
        }
        try database.execute(ArchiveFile.copy(through: size))
        try writeHead(into: database)
        try database.execute("COMMIT; DETACH live; PRAGMA synchronous = FULL")
        guard try database.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0 else {
            throw LogError.locked(path: draft, seconds: log.environment.lockSeconds)
        }
    }

    /// Copies what belongs to the events up to `size`. The base comes first, as the order of events goes on from it.
    private static func copy(through size: Int64) -> String {
        """
        INSERT INTO main.meta SELECT * FROM live.meta;
        INSERT INTO main.key SELECT * FROM live.key;
        INSERT INTO main.base SELECT * FROM live.base;
        INSERT INTO main.base_session SELECT * FROM live.base_session;
        INSERT INTO main.event SELECT * FROM live.event WHERE seq <= \(size) ORDER BY seq;
        INSERT INTO main.checkpoint SELECT * FROM live.checkpoint WHERE size <= \(size) ORDER BY size;
        INSERT INTO main.session SELECT * FROM live.session WHERE id IN
            (SELECT session FROM main.event UNION SELECT session FROM main.base_session);
        INSERT INTO main.policy SELECT * FROM live.policy WHERE id IN
            (SELECT policy FROM main.event UNION SELECT policy FROM main.base_session);
        INSERT INTO main.writer SELECT * FROM live.writer WHERE id IN (SELECT writer FROM main.event);
        """
    }

    /// The archive is made later than it ends, so its head is signed with the key that is in force now.
    private func writeHead(into database: Database) throws {
        let find = try database.prepare(
            """
            SELECT event.chain, at_ms, wall_us, frontier FROM main.event JOIN main.checkpoint ON size = seq
            WHERE seq = \(size)
            """)
        guard try find.step(), let tree = MerkleFrontier(size: size, bytes: find.bytes(3)),
            let key = log.meta.key(.signing, at: .max)
        else {
            throw LogError.checkpointUnusable(path: log.path, reason: "there is none over \(size) events")
        }
        var head = SignedHead(
            size: size, chain: find.bytes(0), root: tree.root, checkpoint: size, at: find.integer(1),
            wall: find.integer(2), keys: KeyRow.digest(of: log.meta.keys), key: key.id, isArchive: true, signature: [])
        try head.sign(with: log.keys.signingKey, logID: log.meta.genesis.logID)
        let write = try database.prepare(SignedHead.replacement)
        try head.bind(to: write, tree)
        try write.run()
    }
}
