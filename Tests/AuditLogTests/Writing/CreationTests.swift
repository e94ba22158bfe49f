// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

struct CreationTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    @Test func `a new log, its keys and its side files can be read and written by their owner alone`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let names = try bench.scratch.names()
        #expect(
            names == [
                "box-office.sqlite", "box-office.sqlite-wal", "box-office.sqlite-shm", "box-office.sqlite.head",
                "box-office.sqlite.lock", "box-office.key", "box-office.key.sign",
            ])
        for name in names {
            #expect(try bench.scratch.mode(name) == 0o600, "\(name)")
        }
    }

    @Test(arguments: [0o000, 0o077, 0o177, 0o277, 0o777])
    func `whatever the umask, the files have mode 0600`(_ mask: Int) async throws {
        let path = bench.path
        let keyPath = bench.keyPath
        // The umask belongs to the process, so another one takes it.
        await #expect(processExitsWith: .success) {
            [mask = mask as Int, path = path as String, keyPath = keyPath as String] in
            umask(mode_t(mask))
            let log = try EventLog(path: path, keys: .file(path: keyPath))
            _ = try log.append([
                AppendRequest(
                    id: EventID(milliseconds: 1, random: Array(0..<10)), .record(LogRecord(.clockJumped)),
                    at: Instant(milliseconds: 1))
            ])
        }
        let names = try bench.scratch.names()
        #expect(names.count == 7)
        for name in names {
            #expect(try bench.scratch.mode(name) == 0o600, "\(name)")
        }
    }

    @Test func `the file says what it is`() throws {
        _ = try bench.open()
        let file = try bench.look()
        #expect(try file.integers("PRAGMA page_size") == [4096])
        #expect(try file.integers("PRAGMA application_id") == [0x5450_4C47])
        #expect(try file.integers("PRAGMA user_version") == [0])
        #expect(try file.value("PRAGMA journal_mode") == .text(Array("wal".utf8)))
        #expect(try file.value("PRAGMA integrity_check") == .text(Array("ok".utf8)))
        let header = Array(try bench.scratch.read(LogBench.name).prefix(72))
        #expect(header.starts(with: Array("SQLite format 3\0".utf8)))
        #expect(header[18...19] == [2, 2])
        #expect(Array(header[68...71]) == Array("TPLG".utf8))
    }

    @Test func `the connection that writes has every setting that a log depends on`() throws {
        let log = try bench.open()
        let database = try log.connected().database
        #expect(try database.integer("PRAGMA synchronous") == 2)
        #expect(try database.text("PRAGMA journal_mode") == "wal")
        #expect(try database.integer("PRAGMA busy_timeout") == 0)
        #expect(try database.integer("PRAGMA wal_autocheckpoint") == 0)
        #expect(try database.integer("PRAGMA foreign_keys") == 1)
        #expect(try database.integer("PRAGMA recursive_triggers") == 1)
        #expect(try database.integer("PRAGMA cell_size_check") == 1)
        #expect(try database.integer("PRAGMA fullfsync") == 1)
        #expect(try database.integer("PRAGMA checkpoint_fullfsync") == 1)
        #expect(try database.integer("PRAGMA trusted_schema") == 0)
        #expect(try database.integer("PRAGMA secure_delete") == 1)
    }

    @Test func `the connection that writes refuses what no writer does`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let database = try log.connected().database
        for statement in [
            "DROP TRIGGER event_stays", "DELETE FROM event", "UPDATE event SET note = 'x'", "DELETE FROM writer",
            "ATTACH ':memory:' AS other", "CREATE TABLE other (id)", "ALTER TABLE event ADD other", "VACUUM",
        ] {
            #expect(throws: SQLiteFailure.self, "\(statement)") { try database.execute(statement) }
        }
    }

    @Test func `the schema in the file is the one of the contract`() throws {
        _ = try bench.open()
        let statements = try bench.look().rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        #expect(statements.count == 11 + 17 + 2)
        for statement in statements {
            #expect(LogSchema.sql.contains(String(decoding: statement.bytes("sql"), as: UTF8.self)))
        }
    }

    @Test func `keys are 64 hexadecimal digits and a line end`() throws {
        _ = try bench.open()
        for name in ["box-office.key", "box-office.key.sign"] {
            let text = String(decoding: try bench.scratch.read(name), as: UTF8.self)
            #expect(text.utf8.count == 65)
            #expect(text.last == "\n")
            #expect(bytes(hex: text.dropLast())?.count == 32)
        }
        #expect(try bench.scratch.read("box-office.key") != bench.scratch.read("box-office.key.sign"))
    }

    @Test func `a key is never seen before it is whole`() throws {
        let paths = [bench.keyPath, bench.keyPath + ".sign"]
        let random = bench.random
        _ = try bench.open { environment in
            environment.random = { count in
                for path in paths {
                    let size = FileManager.default.contents(atPath: path)?.count
                    #expect(size == nil || size == 65, "\(path)")
                }
                return random.take(count)
            }
        }
    }

    @Test func `a second log uses the keys that are there`() throws {
        _ = try bench.open()
        let vaultKey = try bench.scratch.read("box-office.key")
        let signingKey = try bench.scratch.read("box-office.key.sign")
        let second = bench.scratch.file("second.sqlite")
        let log = try EventLog(path: second, keys: bench.keys, environment: bench.environment)
        #expect(try bench.scratch.read("box-office.key") == vaultKey)
        #expect(try bench.scratch.read("box-office.key.sign") == signingKey)
        #expect(log.ref(of: Secret("a token")) == (try bench.open()).ref(of: Secret("a token")))
        let keys = "SELECT hex(value) FROM key ORDER BY id"
        #expect(try RawDatabase(second).rows(keys) == bench.look().rows(keys))
        let logID = "SELECT log_id FROM meta"
        #expect(try RawDatabase(second).value(logID) != bench.look().value(logID))
    }

    @Test func `no key is made for a log that is there`() throws {
        try bench.makeLog()
        try bench.scratch.remove("box-office.key.sign")
        #expect(throws: LogError.keyMissing(path: bench.keyPath + ".sign")) { _ = try bench.open() }
        try bench.scratch.remove("box-office.key")
        #expect(throws: LogError.keyMissing(path: bench.keyPath)) { _ = try bench.open() }
        #expect(try !bench.scratch.names().contains("box-office.key"))
        #expect(try !bench.scratch.names().contains("box-office.key.sign"))
    }

    @Test func `no log is made where none is to be made, and nothing else either`() throws {
        #expect(throws: LogError.notFound(path: bench.path)) { _ = try bench.open(.never) }
        #expect(try bench.scratch.names() == [])
    }

    @Test func `keys that were made before a creation was cut off are used by the next`() throws {
        _ = try bench.keys.loadOrMake(random: bench.random.take)
        let key = try bench.scratch.read("box-office.key")
        _ = try bench.open()
        #expect(try bench.scratch.read("box-office.key") == key)
    }

    @Test func `what a cut-off creation leaves behind is no log, and in nobody's way`() throws {
        for suffix in [".new", ".new-wal", ".new-shm", ".new-journal"] {
            try bench.scratch.write(Array("half a log".utf8), to: LogBench.name + suffix)
        }
        #expect(throws: LogError.notFound(path: bench.path)) { _ = try bench.open(.never) }
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        #expect(try bench.scratch.names().filter { $0.contains(".new") } == [])
        #expect(try bench.look().value("PRAGMA integrity_check") == .text(Array("ok".utf8)))
    }

    @Test(arguments: 1...7)
    func `a creation that is killed leaves nothing that looks like a log, and the next one works`(
        _ step: Int
    ) async throws {
        let path = bench.path
        let keyPath = bench.keyPath
        // The seventh step is the first one behind the creation, where the log takes a name for its writer.
        await #expect(processExitsWith: .exitCode(9)) {
            [step = step as Int, path = path as String, keyPath = keyPath as String] in
            let steps = HandClock(microseconds: 0)
            var environment = LogEnvironment.system
            environment.random = { count in
                steps.microseconds += 1
                if steps.microseconds == step { _exit(9) }
                return Array(repeating: UInt8(steps.microseconds), count: count)
            }
            environment.wallMicroseconds = {
                steps.microseconds += 1
                if steps.microseconds == step { _exit(9) }
                return 1_700_000_000_000_000
            }
            _ = try EventLog(path: path, keys: .file(path: keyPath), environment: environment)
        }
        if step < 7 {
            #expect(throws: LogError.notFound(path: bench.path)) { _ = try bench.open(.never) }
        }
        let log = try bench.open()
        #expect(try log.append(bench.event(.signInRequested)).seq == 1)
    }

    @Test func `the WAL of a log that is gone is not taken for the new one's`() throws {
        do {
            let log = try bench.open()
            try log.append(bench.event(.signInRequested))
        }
        try bench.scratch.remove(LogBench.name)
        let before = try bench.scratch.contents()
        let wal = bench.path + "-wal"
        #expect(throws: LogError.leftOver(path: bench.path, file: wal)) { _ = try bench.open() }
        #expect(try bench.scratch.contents() == before)
        try bench.scratch.remove(LogBench.name + "-wal")
        #expect(try bench.open().append(bench.event(.signInRequested)).seq == 1)
    }

    @Test func `two names of one log lead to the same lock`() throws {
        let log = try bench.open()
        try FileManager.default.createSymbolicLink(
            atPath: bench.scratch.file("link.sqlite"), withDestinationPath: bench.path)
        let other = try EventLog(
            path: bench.scratch.file("link.sqlite"), keys: bench.keys, environment: bench.environment)
        #expect(other.path == bench.path)
        try other.append(bench.event(.signInRequested))
        #expect(log.commits.value == other.commits.value)
        #expect(try !bench.scratch.names().contains("link.sqlite.lock"))
    }
}
