// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Reads the rows of a log on a thread and a connection of its own, a few pages ahead of who checks them: reading and
/// hashing take about as long as each other.
final class RowsAhead: Sendable {
    private struct Queue {
        var pages: [Result<[EventRow], LogError>] = []
        var isCancelled = false
    }

    private let queue = Mutex(Queue())
    private let filled = DispatchSemaphore(value: 0)
    private let free = DispatchSemaphore(value: 0)

    private static let pagesAhead = 4
    /// So many rows make a page, and are read in one transaction.
    private static let pageSize = 500

    /// Begins to read the rows of those seqs; `nil` where there cannot be another thread.
    init?(_ connection: LogReader.Connection, _ seqs: ClosedRange<Int64>) {
        for _ in 0..<RowsAhead.pagesAhead { free.signal() }
        guard WorkThread.start({ self.read(connection, seqs) }) else { return nil }
    }

    /// The next page; an empty one after the last.
    func next() throws(LogError) -> [EventRow] {
        filled.wait()
        let page = queue.withLock { $0.pages.removeFirst() }
        free.signal()
        return try page.get()
    }

    /// Ends the reading, where not all of it is needed.
    func cancel() {
        queue.withLock { $0.isCancelled = true }
        free.signal()
    }

    private func read(_ connection: LogReader.Connection, _ seqs: ClosedRange<Int64>) {
        do throws(LogError) {
            let rows = try connection.open()
            var next = seqs.lowerBound
            while next <= seqs.upperBound {
                let page = try rows.page(next...seqs.upperBound, limit: RowsAhead.pageSize)
                guard put(.success(page)) else { return }
                guard let last = page.last else { return }
                next = last.seq + 1
            }
            _ = put(.success([]))
        } catch {
            _ = put(.failure(error))
        }
    }

    /// Whether the reading goes on.
    private func put(_ page: Result<[EventRow], LogError>) -> Bool {
        free.wait()
        let isWanted = queue.withLock { queue in
            guard !queue.isCancelled else { return false }
            queue.pages.append(page)
            return true
        }
        filled.signal()
        return isWanted
    }
}

extension LogReader {
    /// How another connection to the same file is opened, on whatever thread.
    struct Connection: Sendable {
        var file: String
        var path: String
        var access: Database.Access
        /// Keeps the file known as open for as long as a connection to it may be.
        var registration: OpenFiles.Registration?

        /// Opens it, to read rows.
        func open() throws(LogError) -> RowPages {
            do {
                return try RowPages(LogReader.connect(file, access), path: path)
            } catch {
                throw LogReader.logError(error, path: path)
            }
        }

        /// Runs `body` on a connection of its own.
        func read<Value>(_ body: (Database) throws -> Value) throws(LogError) -> Value {
            do {
                return try body(try LogReader.connect(file, access))
            } catch {
                throw LogReader.logError(error, path: path)
            }
        }
    }

    /// Pages of rows in the order of their seqs.
    struct RowPages {
        private let database: Database
        private let select: Statement
        private let path: String

        init(_ database: Database, path: String) throws(SQLiteFailure) {
            self.database = database
            self.path = path
            select = try database.prepare(
                "SELECT \(EventRow.columns) FROM event WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?")
        }

        /// Up to `limit` of the rows of those seqs, in one read transaction.
        func page(_ seqs: ClosedRange<Int64>, limit: Int) throws(LogError) -> [EventRow] {
            do {
                defer { select.reset() }
                try select.bind(seqs.lowerBound, at: 1)
                try select.bind(seqs.upperBound, at: 2)
                try select.bind(Int64(limit), at: 3)
                var rows: [EventRow] = []
                rows.reserveCapacity(limit)
                while try select.step() { rows.append(EventRow(select)) }
                return rows
            } catch {
                throw LogReader.logError(error, path: path)
            }
        }
    }
}
