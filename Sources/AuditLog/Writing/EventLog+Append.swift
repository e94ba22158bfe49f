import TokenMachine

extension EventLog {
    /// Appends events in one transaction, each met by the machine in the state that the log holds at that moment,
    /// whoever wrote it. When this returns, all of them are on the disk.
    ///
    /// - Returns: What became of each, in their order.
    /// - Throws: Why none of them was appended.
    public func append(_ requests: [AppendRequest]) throws(LogError) -> [AppendOutcome] {
        guard !requests.isEmpty else { return [] }
        return try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            do {
                return try transact(requests)
            } catch let failure as CommitFailure {
                return try recover(requests, from: failure)
            } catch {
                throw logError(error)
            }
        }
    }

    /// A commit that failed may be in the file all the same. Only the file itself can tell: it is opened anew, and
    /// the events are looked up by their ids; only if they are not there is the transaction repeated, once.
    private func recover(_ requests: [AppendRequest], from failure: CommitFailure) throws(LogError) -> [AppendOutcome] {
        cache = AppendCache()
        connection = nil
        do {
            let connection = try connected()
            head = try EventLog.readHead(connection, meta: meta, path: path)
            if let outcomes = try committed(requests, connection) {
                finishCommit()
                return outcomes
            }
            return try transact(requests)
        } catch let second as CommitFailure {
            connection = nil
            throw LogError(second.failure, path: path, lockSeconds: environment.lockSeconds)
        } catch {
            throw logError(error)
        }
    }

    /// What became of `requests`, if the log holds them: all or none, as they were one transaction.
    private func committed(_ requests: [AppendRequest], _ connection: LogConnection) throws -> [AppendOutcome]? {
        var outcomes: [AppendOutcome] = []
        for request in requests {
            try connection.findEvent.bind(request.id.bytes, at: 1)
            defer { connection.findEvent.reset() }
            guard try connection.findEvent.step() else { return nil }
            let stored = try EventRow(connection.findEvent).decoded()
            outcomes.append(outcome(of: stored))
        }
        return outcomes
    }

    private func outcome(of stored: StoredEvent) -> AppendOutcome {
        if case .record(let record) = stored.content, record.kind == .adoptionRefused, let cause = stored.cause {
            return .adoptionRefused(spentAt: cause)
        }
        return .appended(stored)
    }

    private func transact(_ requests: [AppendRequest]) throws -> [AppendOutcome] {
        let connection = try connected()
        do {
            try connection.database.execute("BEGIN IMMEDIATE")
            try followOthers(connection)
            var append = AppendTransaction(log: self, connection: connection)
            let outcomes = try requests.map { request in
                outcome(of: try append.write(request))
            }
            try append.writeHead()
            do {
                try connection.database.execute("COMMIT")
            } catch {
                throw CommitFailure(failure: error)
            }
            head = append.head
            cache = append.cache
            finishCommit()
            return outcomes
        } catch {
            connection.database.rollBackIfOpen()
            throw error
        }
    }

    /// Drops what is known where another process has committed since.
    private func followOthers(_ connection: LogConnection) throws {
        guard try connection.database.integer("PRAGMA user_version") == Int64(meta.genesis.format) else {
            throw LogError.newerFormat(path: path, format: -1, known: Int(meta.genesis.format))
        }
        connection.readHead.reset()
        guard try connection.readHead.step() else {
            throw LogError.damaged(path: path, seq: nil, reason: "its head is missing")
        }
        let current = SignedHead(connection.readHead)
        connection.readHead.reset()
        guard current != head else { return }
        guard meta.isGenuine(current) else {
            throw LogError.damaged(path: path, seq: current.size, reason: "the signature of its head is wrong")
        }
        guard current.size >= head.size else {
            throw LogError.shortened(path: path, size: current.size, headSize: head.size)
        }
        head = current
        cache = AppendCache()
    }

    /// What follows a commit, still under the lock: nothing of it decides whether the events are in the log.
    private func finishCommit() {
        // Unsynced, and no failure of it undoes the commit: a side file that stays behind is only less of a witness.
        try? headFile.write(head.sideFileBytes)
        lock.commits.increment()
        ownCommit = lock.commits.value
        guard let status = try? FilePath.status(path + "-wal"), status.size > EventLog.walLimit else { return }
        // A checkpoint that fails leaves the WAL as it is, and the next commit tries again.
        try? connection?.database.checkpointPassively()
    }

    /// From that size on the WAL is copied into the main file: 1,000 pages.
    private static let walLimit: Int64 = 1000 * 4120

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
