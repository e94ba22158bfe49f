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
            } catch is CommitFailure {
                return try recover(requests)
            } catch {
                throw logError(error)
            }
        }
    }

    /// A commit that failed may be in the file all the same. Only the file itself can tell: it is opened anew, and
    /// the transaction is repeated, once, in which every event is looked up by its id before it is written.
    private func recover(_ requests: [AppendRequest]) throws(LogError) -> [AppendOutcome] {
        forgetConnection()
        do {
            return try transact(requests)
        } catch let second as CommitFailure {
            forgetConnection()
            // This one may be in the file all the same, too. If it is, it is taken over; if not, that is the end.
            if (try? holdsAll(requests)) == true, let outcomes = try? transact(requests) { return outcomes }
            forgetConnection()
            throw LogError(second.failure, path: path, lockSeconds: environment.lockSeconds)
        } catch {
            throw logError(error)
        }
    }

    /// Whether the file holds the events of all `requests`.
    private func holdsAll(_ requests: [AppendRequest]) throws -> Bool {
        let find = try connected().findEvent
        return try requests.allSatisfy { request in
            defer { find.reset() }
            try find.bind(request.id.bytes, at: 1)
            return try find.step()
        }
    }

    private func forgetConnection() {
        cache = AppendCache()
        connection = nil
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
            try checkFile(connection)
            try followOthers(connection)
            var append = AppendTransaction(log: self, connection: connection)
            let outcomes = try requests.map { request in
                outcome(of: try append.write(request))
            }
            if append.head.size > head.size {
                try append.writeHead()
                do {
                    try environment.commit(connection.database)
                } catch {
                    throw CommitFailure(failure: error)
                }
            } else {
                connection.database.rollBackIfOpen()
            }
            head = append.head
            cache = append.cache
            if append.hasFoundEvents {
                // The sync of their commit may have failed, and a second one would not notice. Copied into the main
                // file, they are on the disk.
                try connection.database.checkpointPassively()
            }
            finishCommit()
            return outcomes
        } catch {
            connection.database.rollBackIfOpen()
            throw error
        }
    }

    /// Makes sure that the file is still the log that was opened.
    private func checkFile(_ connection: LogConnection) throws {
        guard try !connection.database.hasMoved() else {
            throw LogError.notWritten(path: path, reason: "it was moved or removed while it was open")
        }
        try LogConnection.checkFormat(connection.database, path: path)
    }

    /// Drops what is known where another process has committed since.
    private func followOthers(_ connection: LogConnection) throws {
        let current = try EventLog.readHead(connection, path: path)
        guard current != head else { return }
        try EventLog.check(current, connection, meta: meta, path: path)
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
        // A checkpoint that fails leaves the WAL as it is, and a later commit tries again.
        try? connection?.checkpointWhenGrown()
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
