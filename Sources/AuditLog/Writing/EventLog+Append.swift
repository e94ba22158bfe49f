// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension EventLog {
    /// Appends events in one transaction, each met by the machine in the state that the log holds at that moment,
    /// whoever wrote it. When this returns, all of them are on the disk.
    ///
    /// - Returns: What became of each, in their order.
    /// - Throws: Why none of them was appended.
    public func append(_ requests: [AppendRequest]) throws(LogError) -> [AppendOutcome] {
        guard !requests.isEmpty else { return [] }
        try EventLog.expectAllowed(requests, path: path)
        let outcomes = try commit(requests.map(\.id)) { append in
            try requests.map { outcome(of: try append.write($0)) }
        }
        hasAppended = end.size > end.head.checkpoint
        return outcomes
    }

    /// Makes sure that none of `requests` is for a record that only the log itself can write, as it goes with a change
    /// of other rows.
    static func expectAllowed(_ requests: [AppendRequest], path: String) throws(LogError) {
        for case .record(let record) in requests.map(\.content)
        where record.kind == .keyRotated || record.kind == .logArchived {
            throw .notWritten(path: path, reason: "\(record.kind) is recorded by the log itself")
        }
    }

    /// Signs a checkpoint over all events, and keeps it in the log; the last one, where it covers all of them already.
    ///
    /// - Returns: The checkpoint; `nil` for a log without events.
    @discardableResult public func writeCheckpoint() throws(LogError) -> Checkpoint? {
        let checkpoint = try commit([]) { append in try append.writeCheckpoint() }
        hasAppended = false
        return checkpoint
    }

    /// Runs `body` in one transaction under the log's lock. When this returns, what it wrote is on the disk.
    ///
    /// - Parameters:
    ///   - ids: The identities of the events that it writes, by which they are found after a commit that failed.
    ///   - body: May be run again, on another state of the log.
    func commit<Result>(
        _ ids: [EventID], _ body: (inout AppendTransaction) throws -> Result
    ) throws(LogError) -> Result {
        try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            do {
                return try transact(body)
            } catch is CommitFailure {
                return try recover(ids, body)
            } catch {
                throw logError(error)
            }
        }
    }

    /// The transaction is repeated, once, and every event is looked up by its id before it is written.
    ///
    /// A commit that failed may be in the WAL as a whole, and the disk may not have taken it, although the system says
    /// so from then on. SQLite has not taken it for one, and writes the next one over it: repeated on this connection,
    /// every byte of it is written once more. Opened anew, the file would show it as committed, with a hole beneath it
    /// that a power cut would bring to light, and the hole would be the end of whatever followed.
    private func recover<Result>(
        _ ids: [EventID], _ body: (inout AppendTransaction) throws -> Result
    ) throws(LogError) -> Result {
        do {
            return try transact(body)
        } catch let second as CommitFailure {
            // Whoever made it fail may have let it take place. If it did, it is taken over; if not, that is the end.
            if (try? holdsAll(ids)) == true, let result = try? transact(body) { return result }
            throw LogError(second.failure, path: path, lockSeconds: environment.lockSeconds)
        } catch {
            throw logError(error)
        }
    }

    /// Whether the file holds all events of those ids.
    private func holdsAll(_ ids: [EventID]) throws -> Bool {
        let find = try connected().findEvent
        return try ids.allSatisfy { id in
            defer { find.reset() }
            try find.bind(id.bytes, at: 1)
            return try find.step()
        }
    }

    /// What is known of the log, which then is the caller's alone: a copy that is shared would be copied as a whole at
    /// its first change. Who does not give it back makes the log forget, and read again.
    func takeCache() -> AppendCache {
        defer { cache = AppendCache() }
        cache.makeRoom()
        return cache
    }

    func forgetConnection() {
        cache = AppendCache()
        connection = nil
    }

    private func outcome(of stored: StoredEvent) -> AppendOutcome {
        if case .record(let record) = stored.content, record.kind == .adoptionRefused, let cause = stored.cause {
            return .adoptionRefused(spentAt: cause)
        }
        return .appended(stored)
    }

    private func transact<Result>(_ body: (inout AppendTransaction) throws -> Result) throws -> Result {
        let connection = try connected()
        try connection.settle(path)
        do {
            try connection.database.execute("BEGIN IMMEDIATE")
            try checkFile(connection)
            try followOthers(connection)
            try followKeys()
            var append = AppendTransaction(log: self, connection: connection)
            let result = try body(&append)
            if append.hasWritten {
                try append.writeHead()
                do {
                    try environment.commit(connection.database)
                } catch {
                    throw CommitFailure(failure: error)
                }
            } else {
                connection.database.rollBackIfOpen()
            }
            end = append.end
            meta = append.meta
            cache = append.cache
            finishCommit()
            return result
        } catch {
            connection.database.rollBackIfOpen()
            // That takes memory, of which there may be none; to close the file does not.
            if !connection.database.isInAutocommit { forgetConnection() }
            throw error
        }
    }

    /// Makes sure that the file is still the log that was opened.
    private func checkFile(_ connection: LogConnection) throws {
        guard try !connection.database.hasMoved() else {
            throw LogError.notWritten(path: path, reason: "it was moved or removed while it was open")
        }
        try LogConnection.checkFormat(connection.database, path: path, formats: environment.formats)
    }

    /// Drops what is known where another process has committed since.
    private func followOthers(_ connection: LogConnection) throws {
        guard try connection.head() != end.head else { return }
        let current = try LogMeta(connection.database, path: path)
        let following = try LogEnd(connection, meta: current, path: path)
        try following.check(connection, meta: current, path: path)
        guard following.size >= end.size else {
            throw LogError.shortened(path: path, size: following.size, headSize: end.size)
        }
        meta = current
        end = following
        cache = AppendCache()
    }

    /// Takes up the keys that are in force, where another process, or this one before it was cut off, has put others
    /// in the place of those that are known.
    private func followKeys() throws(LogError) {
        guard !isReplacingVaultKey, !meta.accepts(keys) else { return }
        keys = try keySource.settle(keys, for: meta, path: path)
        vault = try TokenVault(keys: keys, logID: meta.genesis.logID, connected().database, path: path)
    }

    /// What follows a commit, still under the lock: nothing of it decides whether the events are in the log.
    private func finishCommit() {
        if isDurable { writeHeadFile() }
        lock.commits.increment()
        ownCommit = lock.commits.value
        // A checkpoint that fails leaves the WAL as it is, and a later commit tries again.
        let hasCopied = (try? connection?.checkpointWhenGrown()) ?? false
        if hasCopied, !isDurable { synchronizeHead() }
    }

    /// Whether a commit is on the disk when it is done.
    private var isDurable: Bool { meta.genesis.durability == Durability.full.rawValue }

    /// Writes the side file. Unsynced, and no failure of it undoes a commit: one that stays behind is only less of a
    /// witness.
    private func writeHeadFile() {
        try? headFile.write(end.head.sideFileBytes)
    }

    /// Brings the WAL to the disk, and then writes the side file of a log whose commits need not be there. A side file
    /// that is ahead of the disk would make every power cut look like a lost end.
    private func synchronizeHead() {
        guard (try? LogConnection.synchronizeWAL(of: path)) != nil else { return }
        writeHeadFile()
    }

    /// What precedes the closing of a log, under the lock.
    func finishWriting(_ connection: LogConnection) throws(SQLiteFailure) {
        try connection.database.checkpointPassively()
        if !isDurable, try connection.head() == end.head { synchronizeHead() }
    }

    private func logError(_ error: any Error) -> LogError {
        switch error {
        case let error as LogError: error
        case let error as SQLiteFailure: LogError(error, path: path, lockSeconds: environment.lockSeconds)
        case let error as MalformedRow:
            .damaged(path: path, seq: error.seq, reason: "column \(error.column) holds what no event has")
        default: .notWritten(path: path, reason: "\(error)")
        }
    }
}

/// A `COMMIT` that answered an error, so that nobody knows yet whether it took place.
struct CommitFailure: Error {
    var failure: SQLiteFailure
}
