// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// A log whose tail, WAL or head is not what it was.
struct OpeningTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    /// Appends and ends without closing, as a process that is killed does: everything is in the WAL.
    private func appendAndVanish(_ count: Int) throws {
        let log = try bench.open()
        for _ in 0..<count { try log.append(bench.event(.tokenRequested)) }
    }

    @Test func `a log goes on after an unclean end`() throws {
        try appendAndVanish(3)
        let log = try bench.open(.never)
        #expect(log.size == 3)
        #expect(try log.append(bench.event(.tokenRequested)).seq == 4)
        try checkLog(bench.path)
    }

    @Test func `a log goes on after it was closed, and its main file alone has everything`() throws {
        try bench.makeLog()
        try bench.scratch.copy(LogBench.name, to: "alone.sqlite")
        let alone = try RawDatabase(bench.scratch.file("alone.sqlite"))
        #expect(try alone.integers("SELECT count(*) FROM event") == [3])
        #expect(try bench.open(.never).append(bench.event(.tokenRequested)).seq == 4)
        try checkLog(bench.path)
    }

    @Test func `a closed log can be used again`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        try log.close()
        try log.close()
        #expect(try log.append(bench.event(.tokenRequested)).seq == 2)
        try checkLog(bench.path)
    }

    @Test func `a copy that SQLite itself made is a log, and goes on in WAL mode`() throws {
        try bench.makeLog()
        let copy = bench.scratch.file("copy.sqlite")
        try bench.look().execute("VACUUM INTO '\(copy)'")
        let log = try EventLog(path: copy, keys: bench.keys, creation: .never, environment: bench.environment)
        #expect(try log.append(bench.event(.tokenRequested)).seq == 4)
        #expect(try RawDatabase(copy).value("PRAGMA journal_mode") == .text(Array("wal".utf8)))
        try checkLog(copy)
    }

    @Test func `a newer format is refused, though it stands in the WAL alone and with other tables`() throws {
        try appendAndVanish(1)
        try bench.look().execute(
            "PRAGMA user_version = 7; DROP TABLE checkpoint; ALTER TABLE event RENAME note TO words")
        #expect(throws: LogError.newerFormat(path: bench.path, format: 7, known: 0)) { _ = try bench.open() }
    }

    @Test func `a log whose WAL was deleted after an unclean end is refused as shortened`() throws {
        try appendAndVanish(3)
        try bench.scratch.remove(LogBench.name + "-wal")
        let before = try bench.scratch.read(LogBench.name)
        let error = LogError.shortened(path: bench.path, size: 0, headSize: 3)
        #expect(throws: error) { _ = try bench.open() }
        #expect(throws: error) { _ = try bench.open() }
        #expect(try bench.scratch.read(LogBench.name) == before)
        #expect(
            "\(error)" == "\(bench.path) has 0 events and its head knows of 3: its tail or its -wal file is lost; "
                + "restore them before anything is written")
    }

    @Test func `a log whose WAL was cut is refused as shortened, and is whole again with it`() throws {
        try appendAndVanish(6)
        let wal = LogBench.name + "-wal"
        let whole = try bench.scratch.read(wal)
        try bench.scratch.write(whole.prefix(whole.count / 2), to: wal)
        let error = #expect(throws: LogError.self) { _ = try bench.open() }
        guard case .shortened(_, let size, headSize: 6) = error, size < 6 else {
            Issue.record("\(String(describing: error))")
            return
        }
        try bench.scratch.write(whole, to: wal)
        #expect(try bench.open().append(bench.event(.tokenRequested)).seq == 7)
        try checkLog(bench.path)
    }

    @Test func `one flipped bit in the WAL is refused as shortened`() throws {
        try appendAndVanish(6)
        let wal = LogBench.name + "-wal"
        var bytes = try bench.scratch.read(wal)
        bytes[bytes.count / 2] ^= 1
        try bench.scratch.write(bytes, to: wal)
        let error = #expect(throws: LogError.self) { _ = try bench.open() }
        guard case .shortened? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a cut-off tail is refused, though the head was left alone`() throws {
        try appendAndVanish(5)
        let file = try bench.look()
        try file.execute("DROP TRIGGER event_remains; DELETE FROM event WHERE seq > 3")
        #expect(throws: LogError.shortened(path: bench.path, size: 3, headSize: 5)) { _ = try bench.open() }
    }

    @Test func `a last event with another chain is refused`() throws {
        try appendAndVanish(5)
        try bench.look().execute(
            "DROP TRIGGER event_stays; UPDATE event SET chain = zeroblob(32) WHERE seq = 5")
        let error = #expect(throws: LogError.self) { _ = try bench.open() }
        guard case .damaged(_, seq: 5, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `an event that was slipped in behind the head is refused`() throws {
        try appendAndVanish(2)
        try bench.look().execute(
            """
            INSERT INTO event SELECT 3, randomblob(16), session, 3, policy, at_ms, wall_us, writer, cause, kind,
                from_state, to_state, disposition, attempt, try, access_ref, refresh_ref, spent_ref, requested_ms,
                lifetime_ms, denial, fault, status, reached, retry_after_ms, burn, failure, subject, amount_ms, note,
                reducer, state, effects, chain FROM event WHERE seq = 2
            """)
        let error = #expect(throws: LogError.self) { _ = try bench.open() }
        guard case .damaged(_, seq: 3, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "UPDATE head SET size = 2", "UPDATE head SET chain = zeroblob(32)", "UPDATE head SET at_ms = at_ms + 1",
        "UPDATE head SET wall_us = wall_us + 1", "UPDATE head SET keys = zeroblob(32)", "UPDATE head SET key = 2",
        "UPDATE head SET signature = zeroblob(64)", "DELETE FROM head",
    ])
    func `a head that was tampered with is refused, at opening and while open`(_ statement: String) throws {
        try appendAndVanish(3)
        let log = try bench.open()
        try bench.look().execute(statement)
        for attempt in [
            { _ = try bench.open() },
            { _ = try log.append([bench.event(.tokenRequested)]) },
        ] {
            let error = #expect(throws: LogError.self, performing: attempt)
            guard case .damaged? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a genuine head of an earlier time is refused`() throws {
        try appendAndVanish(2)
        let old = try bench.look().rows("SELECT * FROM head")[0]
        try appendAndVanish(1)
        try bench.look().execute(
            """
            UPDATE head SET size = \(old.integer("size")), chain = x'\(hex(old.bytes("chain")))',
                at_ms = \(old.integer("at_ms")), wall_us = \(old.integer("wall_us")),
                signature = x'\(hex(old.bytes("signature")))'
            """)
        #expect(throws: LogError.self) { _ = try bench.open() }
    }

    @Test(arguments: ["UPDATE meta SET log_id = zeroblob(16)", "UPDATE meta SET created_us = 1", "DELETE FROM meta"])
    func `a changed beginning is refused`(_ statement: String) throws {
        try appendAndVanish(1)
        try bench.look().execute("DROP TRIGGER meta_stays; DROP TRIGGER meta_remains; \(statement)")
        let error = #expect(throws: LogError.self) { _ = try bench.open() }
        guard case .damaged? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a commit of another process while a log is opened does not make it look shortened`() throws {
        // The closure below runs in this thread.
        nonisolated(unsafe) let other = try bench.open()
        try other.append(bench.event(.signInRequested))
        let request = bench.event(.tokenRequested)
        let random = bench.random
        let appended = Count()
        let log = try bench.open { environment in
            environment.random = { count in
                // Between reading the head and the end of the opening, 16 bytes are taken.
                if count == 16, appended.value == 0 {
                    appended.value = 1
                    do { _ = try other.append([request]) } catch { Issue.record(error) }
                }
                return random.take(count)
            }
        }
        #expect(appended.value == 1)
        #expect(try log.append(bench.event(.tokenRequested)).seq == 3)
    }

    @Test func `a side file that is torn, empty, gone or another log's is no witness`() throws {
        try appendAndVanish(2)
        let side = LogBench.name + ".head"
        let whole = try bench.scratch.read(side)
        let later = [0, 0, 0, 0, 0, 0, 0, 99] + whole[8...]
        for content in [Array(later), Array(whole.prefix(100)), [], whole + [0], nil] {
            if let content { try bench.scratch.write(content, to: side) } else { try bench.scratch.remove(side) }
            try bench.open().append(bench.event(.tokenRequested))
            let head = try bench.look().rows("SELECT * FROM head")[0]
            #expect(try bench.scratch.read(side) == LayoutOracle.sideFile(head))
        }
    }

    @Test func `who finds the file taken by somebody else waits as long as it was told to`() throws {
        try bench.makeLog()
        let other = try Database(path: bench.path, access: .readWrite)
        // As long as it lives, and as a process does for a moment that recovers the WAL of one that was killed.
        try other.execute("PRAGMA locking_mode = EXCLUSIVE; SELECT count(*) FROM event")
        let start = ContinuousClock.now
        #expect(throws: LogError.locked(path: bench.path, seconds: 1)) { try bench.open { $0.lockSeconds = 1 } }
        #expect(ContinuousClock.now - start > .milliseconds(500))
    }
}
