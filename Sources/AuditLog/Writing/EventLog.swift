public import TokenMachine

/// A log open for writing: it meets events with the machine, and keeps both and the tokens in one file.
///
/// Any number of processes of one host may have the same log open. Whoever holds an object of this class uses it
/// from one thread at a time; its calls wait for the disk.
public final class EventLog {
    /// Where the log is.
    public let path: String

    let environment: LogEnvironment
    let keys: LogKeys
    let meta: LogMeta
    let vault: TokenVault
    let lock: LogLock
    let headFile: FileHandle
    /// 16 random bytes that name this opening of the log.
    let process: [UInt8]
    /// Before the connection, as a file is registered for as long as SQLite has it open.
    private let registration: OpenFiles.Registration?
    var connection: LogConnection?
    var cache = AppendCache()
    var head: SignedHead

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
    public init(
        path: String,
        keys source: KeySource,
        creation: Creation = .ifMissing,
        environment: LogEnvironment = .system
    ) throws(LogError) {
        // Locks and side files go by the name of the log, so all processes have to know it under the same one.
        let path = FilePath.resolved(path)
        self.path = path
        self.environment = environment
        if let kind = NetworkFileSystem.kind(of: FilePath.folder(of: path)) {
            throw .networkFileSystem(path: path, kind: kind)
        }
        let created = try EventLog.create(path, keys: source, creation: creation, environment: environment)
        registration = try OpenFiles.register(path) { () throws(LogError) in try LogHeader.check(path) }
        // Keys before anything is written: a log whose key is missing is not to be touched at all.
        keys = try source.load()
        if let created { lock = created } else { lock = try LogLock(path: path + ".lock") }
        // Before the log itself, which others may go on writing: it is never behind what was read here.
        let witness = HeadFile(log: path).read()
        do {
            let connection = try LogConnection(path: path, lockSeconds: environment.lockSeconds)
            // All of it from one moment, since others may be writing.
            try connection.database.execute("BEGIN")
            meta = try LogMeta(connection.database, path: path)
            try meta.checkKeys(keys, path: path)
            vault = TokenVault(keys: keys, logID: meta.genesis.logID)
            head = try EventLog.readHead(connection, path: path)
            try EventLog.check(head, connection, meta: meta, path: path)
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
        if let witness, meta.isGenuine(witness), witness.size > head.size {
            throw .shortened(path: path, size: head.size, headSize: witness.size)
        }
    }

    /// Makes the log where that is wanted and needed. Then, its lock file.
    private static func create(
        _ path: String, keys: KeySource, creation: Creation, environment: LogEnvironment
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
            try LogCreation.create(path, keys: keys, environment: environment)
        }
        return lock
    }

    /// Counts the commits of all processes: it goes up after the events of a commit can be read.
    public var commits: CommitCounter { lock.commits }

    /// What ``commits`` said after the last commit of this object, when it had seen all that came before.
    public internal(set) var ownCommit: UInt64 = 0

    /// The seq of the last event that this object has seen.
    public var size: Int64 { head.size }

    /// The last event's instant that this object has seen; machine time goes on from here.
    public var lastInstant: Instant { Instant(milliseconds: head.at) }

    /// The name of a token: the same for the same token and key.
    public func ref(of token: Secret) -> TokenRef { vault.ref(of: token) }

    /// Closes the log, with everything in its main file as far as no reader is in the way.
    public func close() throws(LogError) {
        guard let connection else { return }
        try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            do throws(SQLiteFailure) {
                try connection.database.checkpointPassively()
            } catch {
                throw LogError(error, path: path)
            }
        }
        self.connection = nil
    }

    /// The connection, opened anew where a failed commit has closed it.
    func connected() throws(LogError) -> LogConnection {
        if let connection { return connection }
        let connection = try LogConnection(path: path, lockSeconds: environment.lockSeconds)
        self.connection = connection
        return connection
    }

    /// The head as it stands in the file, true or not.
    static func readHead(_ connection: LogConnection, path: String) throws -> SignedHead {
        defer { connection.readHead.reset() }
        guard try connection.readHead.step() else {
            throw LogError.damaged(path: path, seq: nil, reason: "its head is missing")
        }
        return SignedHead(connection.readHead)
    }

    /// Makes sure that `head` is signed, and that the log ends where it says.
    static func check(_ head: SignedHead, _ connection: LogConnection, meta: LogMeta, path: String) throws {
        guard meta.isGenuine(head) else {
            throw LogError.damaged(path: path, seq: head.size, reason: "the signature of its head is wrong")
        }
        defer { connection.readTail.reset() }
        let hasTail = try connection.readTail.step()
        let size = hasTail ? connection.readTail.integer(0) : 0
        guard size >= head.size else {
            throw LogError.shortened(path: path, size: size, headSize: head.size)
        }
        let chain = hasTail ? connection.readTail.bytes(1) : meta.genesis.hash
        guard size == head.size, chain == head.chain else {
            throw LogError.damaged(path: path, seq: size, reason: "its last event is not the one that its head names")
        }
    }
}

extension LogMeta {
    /// Whether the key that was in force signed `head`.
    func isGenuine(_ head: SignedHead) -> Bool {
        guard let key = key(.signing, at: head.size), key.id == head.key else { return false }
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
