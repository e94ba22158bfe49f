// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// A log open for writing: it meets events with the machine, and keeps both and the tokens in one file.
///
/// Any number of processes of one host may have the same log open. Whoever holds an object of this class uses it
/// from one thread at a time; its calls wait for the disk.
public final class EventLog {
    /// Where the log is.
    public let path: String

    let environment: LogEnvironment
    let keySource: KeySource
    var keys: LogKeys
    var meta: LogMeta
    var vault: TokenVault
    let lock: LogLock
    let headFile: FileHandle
    /// 16 random bytes that name this opening of the log.
    let process: [UInt8]
    /// Before the connection, as a file is registered for as long as SQLite has it open.
    private let registration: OpenFiles.Registration?
    var connection: LogConnection?
    /// Whether the vault key in force is lost, and another is about to take its place.
    var isReplacingVaultKey = false
    /// Whether connections refuse what no writer of a log ever does.
    var isGuarded = true
    var cache = AppendCache()
    var end: LogEnd

    /// Whether a log that is not there is made.
    public enum Creation: Sendable {
        /// It is made, with its keys where the source keeps them in files.
        case ifMissing
        /// It is an error.
        case never
    }

    /// Opens the log at `path`.
    ///
    /// A file that is no log, or one of a newer format, is an error and stays untouched.
    ///
    /// - Parameter durability: How durable the commits of a log that is made are. One that is there stays as it is.
    public convenience init(
        path: String,
        keys source: KeySource,
        creation: Creation = .ifMissing,
        durability: Durability = .full,
        environment: LogEnvironment = .system
    ) throws(LogError) {
        try self.init(
            path: path, keys: source, creation: creation, durability: durability, environment: environment,
            lostVaultKey: nil)
    }

    /// - Parameter lostVaultKey: What stands in for the vault key where it is lost, until another is in force.
    init(
        path: String, keys source: KeySource, creation: Creation, durability: Durability, environment: LogEnvironment,
        lostVaultKey: LogKeys?
    ) throws(LogError) {
        // Locks and side files go by the name of the log, so all processes have to know it under the same one.
        let path = FilePath.resolved(path)
        self.path = path
        self.environment = environment
        try environment.expectLocal(path)
        keySource = source
        let created = try EventLog.create(
            path, keys: source, creation: creation, durability: durability, environment: environment)
        registration = try OpenFiles.register(path) { () throws(LogError) in
            try LogHeader.check(path, formats: environment.formats)
        }
        // Keys before anything is written: a log whose key is missing is not to be touched at all.
        if let lostVaultKey { keys = lostVaultKey } else { keys = try source.load() }
        if let created { lock = created } else { lock = try LogLock(path: path + ".lock") }
        // Before the log itself, which others may go on writing: it is never behind what was read here.
        let witness = HeadFile(log: path).read()
        do {
            try EventLog.migrate(path, lock: lock, environment: environment)
            let connection = try LogConnection(
                path: path, lockSeconds: environment.lockSeconds, formats: environment.formats)
            // Before a rotation is finished that may not be on the disk, and not before the keys are known to fit.
            if try source.fits(try LogMeta(connection.database, path: path), keys) {
                try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
                    try connection.settleToRead(path, lockSeconds: environment.lockSeconds)
                }
            }
            // All of it from one moment, since others may be writing.
            try connection.database.execute("BEGIN")
            meta = try LogMeta(connection.database, path: path)
            if lostVaultKey == nil {
                keys = try source.settle(
                    keys, for: meta, path: path, lock: lock, lockSeconds: environment.lockSeconds)
                vault = try TokenVault(keys: keys, logID: meta.genesis.logID, connection.database, path: path)
            } else {
                vault = TokenVault(keys: keys, logID: meta.genesis.logID)
            }
            end = try LogEnd(connection, meta: meta, path: path)
            try end.check(connection, meta: meta, path: path)
            try connection.database.execute("COMMIT")
            self.connection = connection
        } catch let error as LogError {
            throw error
        } catch let error as SQLiteFailure {
            throw LogError(error, path: path, lockSeconds: environment.lockSeconds)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        headFile = try HeadFile(log: path).open()
        process = environment.random(16)
        lock.showAlive(process)
        if let witness, meta.isGenuine(witness), witness.size > end.size {
            throw .shortened(path: path, size: end.size, headSize: witness.size)
        }
    }

    /// Brings a log of an older format to the current one.
    private static func migrate(
        _ path: String, lock: LogLock, environment: LogEnvironment
    ) throws(LogError) {
        let formats = environment.formats
        let format: Int64?
        do throws(SQLiteFailure) {
            let database = try Database(path: path, access: .readOnly)
            // Another process may have the file to itself for a moment, as it recovers the WAL of one that was killed.
            try database.execute("PRAGMA busy_timeout = \(environment.lockSeconds * 1000)")
            format = try database.integer("PRAGMA user_version")
        } catch {
            throw LogError(error, path: path, lockSeconds: environment.lockSeconds)
        }
        guard let format, format < formats.current else { return }
        try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            try LogMigration.run(path: path, formats: formats, lockSeconds: environment.lockSeconds)
        }
    }

    /// Makes the log where that is wanted and needed. Then, its lock file.
    private static func create(
        _ path: String, keys: KeySource, creation: Creation, durability: Durability, environment: LogEnvironment
    ) throws(LogError) -> LogLock? {
        func isThere() -> Bool {
            // What cannot be looked at is there, and opening it will tell why.
            do { return try FilePath.status(path) != nil } catch { return true }
        }
        guard creation == .ifMissing, !isThere() else { return nil }
        let lock = try LogLock(path: path + ".lock")
        try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            // Another process may have made it while this one waited.
            guard !isThere() else { return }
            try LogCreation.create(path, keys: keys, durability: durability, environment: environment)
        }
        return lock
    }

    /// Counts the commits of all processes: it goes up after the events of a commit can be read.
    public var commits: CommitCounter { lock.commits }

    /// What ``commits`` said after the last commit of this object, when it had seen all that came before.
    public internal(set) var ownCommit: UInt64 = 0

    /// Whether this object has appended events that no checkpoint covers yet.
    var hasAppended = false

    /// The seq of the last event that this object has seen.
    public var size: Int64 { end.size }

    /// The last event's instant that this object has seen; machine time goes on from here.
    public var lastInstant: Instant { Instant(milliseconds: end.head.at) }

    /// The Ed25519 public key that is in force, 32 bytes.
    public var signingKey: [UInt8] { keys.publicKey }

    /// The name of a token: the same for the same token and key.
    public func ref(of token: Secret) -> TokenRef { vault.ref(of: token) }

    /// Closes the log: with a checkpoint, where this object has appended since the last one, and with everything in its
    /// main file as far as no reader is in the way.
    public func close() throws(LogError) {
        guard connection != nil else { return }
        if hasAppended { try writeCheckpoint() }
        try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            do throws(SQLiteFailure) {
                if let connection { try finishWriting(connection) }
            } catch {
                throw LogError(error, path: path)
            }
        }
        connection = nil
    }

    /// The connection, opened anew where a failed commit has closed it. Only called with the log's lock held.
    func connected() throws(LogError) -> LogConnection {
        if let connection { return connection }
        let connection = try LogConnection(
            path: path, lockSeconds: environment.lockSeconds, formats: environment.formats, isGuarded: isGuarded)
        try connection.settleToRead(path, lockSeconds: environment.lockSeconds)
        self.connection = connection
        return connection
    }
}

extension LogMeta {
    /// The key with which `head` has to be signed: the one that was in force at its size, or for an archive, which is
    /// made later, one that was in force then.
    func signer(of head: SignedHead) -> KeyRow? {
        guard head.isArchive else { return key(.signing, at: head.size) }
        return keys.first { $0.id == head.key && $0.purpose == KeyRow.Purpose.signing.rawValue }
    }

    /// Whether the key that was in force signed `head`.
    func isGenuine(_ head: SignedHead) -> Bool {
        guard let key = signer(of: head), key.id == head.key else { return false }
        return head.isSigned(by: key.value, logID: genesis.logID)
    }

    /// Makes sure that `keys` are those of this log.
    func checkKeys(_ keys: LogKeys, path: String) throws(LogError) {
        guard genesis.hash == storedGenesisHash else {
            throw .damaged(path: path, seq: nil, reason: "what it was begun with was changed")
        }
        guard key(.vault, at: .max)?.value == keys.vaultKeyCheck else {
            throw .keyMismatch(source: keys.source, log: path, purpose: "vault")
        }
        guard key(.signing, at: .max)?.value == keys.publicKey else {
            throw .keyMismatch(source: keys.source, log: path, purpose: "signing")
        }
    }
}
