// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import CAuditSQLite

/// Makes an empty log.
enum LogCreation {
    /// Makes the log at `path`, and its keys where the source keeps them in files.
    ///
    /// It is made under another name and moved into place when it is whole and on the disk, so that whatever stands
    /// at `path` is a log, and a creation that was cut off leaves nothing that looks like one. Only called with the
    /// log's lock held.
    static func create(
        _ path: String, keys source: KeySource, durability: Durability, environment: LogEnvironment
    ) throws(LogError) {
        for suffix in ["-wal", "-journal"] where (try? FilePath.status(path + suffix)) != nil {
            throw .leftOver(path: path, file: path + suffix)
        }
        let keys = try source.loadOrMake(random: environment.random)
        let draft = path + ".new"
        do {
            for suffix in ["", "-wal", "-shm", "-journal"] { try FilePath.remove(draft + suffix) }
            _ = try FileHandle.creating(draft)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        do {
            try fill(draft, keys: keys, durability: durability, environment: environment)
        } catch let error as LogError {
            throw error
        } catch let error as SQLiteFailure {
            throw LogError(error, path: path)
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
        do {
            for suffix in ["-wal", "-shm"] { try FilePath.remove(draft + suffix) }
            // An index of a WAL that is gone, which SQLite would make anew in any case.
            try FilePath.remove(path + "-shm")
            // A side file from a log that stood here before would make this one look shortened.
            try FilePath.remove(path + ".head")
            try FileHandle.readingAndWriting(draft).synchronize()
            try FilePath.rename(draft, to: path)
            try FilePath.synchronizeFolder(of: path)
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
    }

    private static func fill(
        _ path: String, keys: LogKeys, durability: Durability, environment: LogEnvironment
    ) throws {
        let database = try Database(path: path, access: .readWrite)
        try database.execute("PRAGMA page_size = 4096")
        try LogConnection.configure(database, lockSeconds: environment.lockSeconds)
        let genesis = Genesis(
            logID: environment.random(16),
            format: UInt32(environment.formats.current),
            createdMicroseconds: environment.wallMicroseconds(),
            durability: durability.rawValue,
            cadence: environment.cadence,
            firstPublicKey: keys.publicKey)
        try database.execute("BEGIN IMMEDIATE")
        try database.execute(
            "PRAGMA application_id = \(LogSchema.applicationID); PRAGMA user_version = \(environment.formats.current)")
        try database.execute(environment.formats.schemas[environment.formats.current] ?? LogSchema.sql)
        try insert(genesis, into: database)
        let rows = try firstKeys(keys, logID: genesis.logID)
        try insert(rows, into: database)
        let tree = MerkleFrontier()
        var head = SignedHead(
            size: 0, chain: genesis.hash, root: tree.root, checkpoint: 0, at: 0, wall: genesis.createdMicroseconds,
            keys: KeyRow.digest(of: rows), key: 1, isArchive: false, signature: [])
        try head.sign(with: keys.signingKey, logID: genesis.logID)
        let writeHead = try database.prepare(SignedHead.replacement)
        try head.bind(to: writeHead, tree)
        try writeHead.run()
        try database.execute("COMMIT")
        // Everything into the main file: the name that it will have says nothing of a WAL.
        guard try database.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0 else {
            throw LogError.locked(path: path, seconds: environment.lockSeconds)
        }
    }

    private static func insert(_ rows: [KeyRow], into database: Database) throws {
        let insertKey = try database.prepare(KeyRow.insertion)
        for row in rows {
            try row.bind(to: insertKey)
            try insertKey.run()
        }
    }

    private static func insert(_ genesis: Genesis, into database: Database) throws {
        let insertMeta = try database.prepare(
            """
            INSERT INTO meta
            (id, log_id, format, created_us, durability, checkpoint_events, checkpoint_us, genesis)
            VALUES (1, ?, ?, ?, ?, ?, ?, ?)
            """)
        try insertMeta.bind(genesis.logID, at: 1)
        try insertMeta.bind(Int64(genesis.format), at: 2)
        try insertMeta.bind(genesis.createdMicroseconds, at: 3)
        try insertMeta.bind(genesis.durability, at: 4)
        try insertMeta.bind(genesis.cadence.events, at: 5)
        try insertMeta.bind(genesis.cadence.microseconds, at: 6)
        try insertMeta.bind(genesis.hash, at: 7)
        try insertMeta.run()
    }

    /// The keys that are in force from the first event on. The first signing key vouches for both.
    private static func firstKeys(_ keys: LogKeys, logID: [UInt8]) throws(LogError) -> [KeyRow] {
        var rows = [
            KeyRow(id: 1, purpose: KeyRow.Purpose.signing.rawValue, value: keys.publicKey, fromSeq: 1),
            KeyRow(id: 2, purpose: KeyRow.Purpose.vault.rawValue, value: keys.vaultKeyCheck, fromSeq: 1),
        ]
        for index in rows.indices { try rows[index].sign(with: keys.signingKey, logID: logID) }
        return rows
    }
}
