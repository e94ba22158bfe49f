// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// What a commit that answers an error leads to. SQLite may have committed all the same, and only the file can tell.
struct CommitOutcomeTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    /// What a `COMMIT` is made to do.
    enum Commit: Sendable {
        case works
        /// It takes place and answers an error: the sync failed, and the frames are in the WAL.
        case isUnknownAndThere
        /// It answers an error and has not taken place.
        case isUnknownAndNotThere
    }

    /// Opens the log with commits that go one way after the other, and then work.
    private func open(_ commits: [Commit]) throws -> (EventLog, Count) {
        let count = Count()
        let log = try bench.open { environment in
            environment.commit = { database throws(SQLiteFailure) in
                let index = count.value
                count.value += 1
                let commit = index < commits.count ? commits[index] : .works
                if commit != .isUnknownAndNotThere { try database.execute("COMMIT") }
                if commit != .works {
                    throw SQLiteFailure(code: SQLITE_IOERR | 4 << 8, message: "disk I/O error")
                }
            }
        }
        return (log, count)
    }

    @Test func `a commit that took place in spite of its error is found, and not repeated`() throws {
        let (log, count) = try open([.isUnknownAndThere])
        let requests = [bench.event(.signInRequested), bench.event(.tokenRequested, .kiosk)]
        let outcomes = try log.append(requests)
        #expect(count.value == 1)
        #expect(outcomes == (try log.events(after: 0).map { .appended($0) }))
        #expect(outcomes.count == 2)
        #expect(log.size == 2)
        #expect(log.commits.value == 1)
        try log.append(bench.event(.tokenRequested))
        try checkLog(bench.path)
        let head = try bench.look().rows("SELECT * FROM head")[0]
        #expect(try bench.scratch.read(LogBench.name + ".head") == LayoutOracle.sideFile(head))
    }

    @Test(arguments: [Commit.isUnknownAndThere, .isUnknownAndNotThere])
    func `the file stays open after a commit of unknown outcome, and the next one is written over it`(
        _ commit: Commit
    ) throws {
        let (log, _) = try open([commit])
        let before = try log.connected()
        try log.append(bench.event(.signInRequested))
        #expect(log.connection === before)
    }

    @Test func `a commit that did not take place is repeated once`() throws {
        let (log, count) = try open([.isUnknownAndNotThere])
        let transition = try log.transition(bench.event(.signInRequested))
        #expect(count.value == 2)
        #expect(transition.state.attempts.last == Attempt(1))
        #expect(log.size == 1)
        try log.append(bench.event(.tokenRequested))
        try checkLog(bench.path)
    }

    @Test func `a commit that fails twice is an error, and the same request can be made again`() throws {
        let (log, count) = try open([.isUnknownAndNotThere, .isUnknownAndNotThere])
        let request = bench.event(.signInRequested)
        #expect(throws: LogError.self) { _ = try log.append([request]) }
        #expect(count.value == 2)
        #expect(log.size == 0)
        #expect(try log.append(request).seq == 1)
        try checkLog(bench.path)
    }

    @Test func `a request whose second commit took place unseen is answered from the log`() throws {
        let (log, count) = try open([.isUnknownAndNotThere, .isUnknownAndThere])
        let requests = [bench.event(.signInRequested), bench.event(.tokenRequested)]
        let outcomes = try log.append(requests)
        #expect(outcomes == (try log.events(after: 0).map { .appended($0) }))
        #expect(count.value == 2)
        #expect(log.size == 2)
        try checkLog(bench.path)
    }

    @Test func `an event that is in the log already is answered and not appended again`() throws {
        let log = try bench.open()
        let request = bench.event(.signInRequested)
        let stored = try log.append(request)
        #expect(try log.append(request) == stored)
        #expect(try bench.open().append(request) == stored)
        // Mixed with new ones, and twice in one list.
        let other = bench.event(.tokenRequested)
        let outcomes = try log.append([request, other, other])
        #expect(outcomes.first == .appended(stored))
        #expect(outcomes[1] == outcomes[2])
        #expect(log.size == 2)
        try checkLog(bench.path)
    }

    @Test func `a refusal that is in the log already is answered and not recorded again`() throws {
        let log = try bench.open()
        let request = try spendAndOfferAgain(log)
        let outcomes = try log.append([request])
        let size = log.size
        #expect(try log.append([request]) == outcomes)
        #expect(log.size == size)
    }

    @Test func `a list is appended as a whole or not at all`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let session = try log.session(.office)
        // The disk is full in the middle of the list.
        let connection = try log.connected()
        let pages = try #require(try connection.database.integer("PRAGMA page_count"))
        try connection.database.execute("PRAGMA max_page_count = \(pages + 2)")
        let requests = (0..<200).map { bench.event(.tokenRequested, $0 % 2 == 0 ? .office : .kiosk) }
        #expect(throws: LogError.diskFull(path: bench.path)) { _ = try log.append(requests) }
        #expect(log.size == 1)
        #expect(try log.session(.office) == session)
        #expect(try log.session(.kiosk) == nil)
        try checkLog(bench.path)
        // What was learnt in the transaction that was rolled back is not believed afterwards.
        try connection.database.execute("PRAGMA max_page_count = 100000")
        #expect(try log.append(requests).count == 200)
        #expect(log.size == 201)
        try checkLog(bench.path)
    }

    @Test func `a log that is locked by another process is an error that says so, and nothing is written`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let lock = try FileHandle.readingAndWriting(bench.path + ".lock")
        #expect(flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0)
        let error = LogError.locked(path: bench.path + ".lock", seconds: 0)
        #expect(throws: error) { _ = try log.append([bench.event(.tokenRequested)]) }
        #expect(throws: error) { try log.close() }
        // Reading goes on.
        #expect(try log.events(after: 0).count == 1)
        #expect(flock(lock.descriptor, LOCK_UN) == 0)
        #expect(try log.append(bench.event(.tokenRequested)).seq == 2)
    }

    @Test func `another program that writes to the file is waited for no longer than for the lock`() throws {
        let log = try bench.open()
        let other = try bench.look()
        try other.execute("BEGIN IMMEDIATE")
        #expect(throws: LogError.locked(path: bench.path, seconds: 0)) {
            _ = try log.append([bench.event(.signInRequested)])
        }
        try other.execute("ROLLBACK")
        #expect(try log.append(bench.event(.signInRequested)).seq == 1)
    }

    @Test func `a log that was moved away while it was open takes no more events`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        try bench.scratch.move(LogBench.name, to: "elsewhere.sqlite")
        #expect(throws: LogError.self) { _ = try log.append([bench.event(.tokenRequested)]) }
        try bench.scratch.move("elsewhere.sqlite", to: LogBench.name)
        #expect(try log.append(bench.event(.tokenRequested)).seq == 2)
        try checkLog(bench.path)
    }

    @Test func `a log that a newer version took over takes no more events`() throws {
        let log = try bench.open()
        try bench.look().execute("PRAGMA user_version = 7")
        #expect(throws: LogError.newerFormat(path: bench.path, format: 7, known: 0)) {
            _ = try log.append([bench.event(.signInRequested)])
        }
    }

    /// Spends a refresh token, and answers a request to adopt it.
    private func spendAndOfferAgain(_ log: EventLog) throws -> AppendRequest {
        let first = TokenRef(rawValue: 1)
        let second = TokenRef(rawValue: 2)
        let now = Instant(milliseconds: 1_700_000_000_000)
        try log.append(bench.event(.grantAdopted(Grant(access: nil, refresh: first, requestedAt: now))))
        let current = try #require(try log.transition(bench.event(.tokenRequested)).effects.send?.current)
        let grant = Grant(
            access: GrantedAccessToken(ref: TokenRef(rawValue: 3), lifetime: .seconds(600)), refresh: second,
            requestedAt: now)
        try log.append(bench.event(.grantIssued(current, grant, spent: first)))
        return bench.event(.grantAdopted(Grant(access: nil, refresh: first, requestedAt: now)))
    }
}
