// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Files and keys that are not what they should be: each has its own error, and nothing is touched.
struct BadInputTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    /// Opens what is there, expects an error, and makes sure that no byte changed and no file came.
    private func expectRefusal(
        _ error: LogError, _ description: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try contents()
        for creation in [EventLog.Creation.ifMissing, .never] {
            #expect(throws: error, sourceLocation: sourceLocation) { _ = try bench.open(creation) }
        }
        #expect(try contents() == before, sourceLocation: sourceLocation)
        #expect("\(error)" == description, sourceLocation: sourceLocation)
        #expect(!"\(error)".contains("\n"), sourceLocation: sourceLocation)
    }

    /// All files but the content of the WAL's index, which SQLite makes anew whenever a log is opened.
    private func contents() throws -> [String: [UInt8]] {
        var contents = try bench.scratch.contents()
        if contents[LogBench.name + "-shm"] != nil { contents[LogBench.name + "-shm"] = [] }
        return contents
    }

    @Test func `a text file`() throws {
        try bench.scratch.write(Array("once upon a time, and far away, there was a log\n".utf8), to: LogBench.name)
        try expectRefusal(
            .notALog(path: bench.path, reason: "it is no SQLite database"),
            "\(bench.path) is no log of ticketpark-auth: it is no SQLite database; check the path")
    }

    @Test func `an empty file`() throws {
        try bench.scratch.write([], to: LogBench.name)
        try expectRefusal(
            .empty(path: bench.path),
            "\(bench.path) is empty and therefore no log; remove it to have a new log made, or restore the log")
    }

    @Test func `another program's database`() throws {
        do {
            let other = try RawDatabase(bench.path, create: true)
            try other.execute("PRAGMA journal_mode = WAL; CREATE TABLE event (seq INTEGER PRIMARY KEY)")
        }
        try expectRefusal(
            .notALog(path: bench.path, reason: "it is another program's database"),
            "\(bench.path) is no log of ticketpark-auth: it is another program's database; check the path")
    }

    @Test func `a log of a newer format`() throws {
        try bench.makeLog()
        do {
            let file = try bench.look()
            try file.execute("PRAGMA user_version = 7; PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try expectRefusal(
            .newerFormat(path: bench.path, format: 7, known: 0),
            "\(bench.path) has format 7, and this version knows formats up to 0; use a newer version")
    }

    @Test func `a folder`() throws {
        try FileManager.default.createDirectory(atPath: bench.path, withIntermediateDirectories: false)
        try expectRefusal(.isFolder(path: bench.path), "\(bench.path) is a folder; name the log file in it")
    }

    @Test func `a pipe`() throws {
        #expect(mkfifo(bench.path, 0o600) == 0)
        let error = LogError.notALog(path: bench.path, reason: "it is a device or a pipe")
        #expect(throws: error) { _ = try bench.open() }
        #expect(try bench.scratch.names() == [LogBench.name])
    }

    @Test func `a folder that is not there`() throws {
        let path = bench.scratch.file("nowhere/log.sqlite")
        let error = #expect(throws: LogError.self) {
            _ = try EventLog(path: path, keys: bench.keys, environment: bench.environment)
        }
        #expect(
            "\(try #require(error))"
                == "cannot open \(path).lock: No such file or directory; check the path and its permissions")
        #expect(try bench.scratch.names() == [])
    }

    @Test func `a log that is cut off within its header`() throws {
        try bench.makeLog()
        try bench.scratch.write(try bench.scratch.read(LogBench.name).prefix(60), to: LogBench.name)
        try expectRefusal(
            .damaged(path: bench.path, seq: nil, reason: "it is cut off within its header"),
            "\(bench.path) is damaged: it is cut off within its header; put it aside as it is, with its side files, and restore a backup"
        )
    }

    @Test func `a log that is cut off behind its header is refused, and left as it is`() throws {
        try bench.makeLog()
        for suffix in ["-wal", "-shm"] { try bench.scratch.remove(LogBench.name + suffix) }
        let whole = try bench.scratch.read(LogBench.name)
        for count in [100, 4096, 10_000, whole.count - 4096] {
            let cut = Array(whole.prefix(count))
            try bench.scratch.write(cut, to: LogBench.name)
            #expect(throws: LogError.self, "\(count)") { _ = try bench.open() }
            #expect(try bench.scratch.read(LogBench.name) == cut)
        }
    }

    @Test func `a missing key`() throws {
        try bench.makeLog()
        try bench.scratch.remove("box-office.key")
        try expectRefusal(
            .keyMissing(path: bench.keyPath),
            "no key at \(bench.keyPath) for a log that is there; restore the key file, or name it with --key-file")
    }

    @Test(arguments: [
        ("", "it is not 64 hexadecimal digits"), ("00 11\n", "it is not 64 hexadecimal digits"),
        (String(repeating: "g", count: 64), "it is not 64 hexadecimal digits"),
        (String(repeating: "a", count: 63), "it is not 64 hexadecimal digits"),
        (String(repeating: "a", count: 62), "it has 62 hexadecimal digits where 64 are needed"),
        (String(repeating: "é", count: 64), "it is not 64 hexadecimal digits"),
        (String(repeating: "a", count: 5000), "it has 4096 hexadecimal digits where 64 are needed"),
    ])
    func `a key that is none`(_ content: String, _ reason: String) throws {
        try bench.makeLog()
        for name in ["box-office.key", "box-office.key.sign"] {
            let key = try bench.scratch.read(name)
            // In place, which keeps the mode.
            try FileHandle.readingAndWriting(bench.scratch.file(name)).resize(to: 0)
            try FileHandle.readingAndWriting(bench.scratch.file(name)).write(Array(content.utf8))
            try expectRefusal(
                .keyUnusable(source: bench.scratch.file(name), reason: reason),
                "the key \(bench.scratch.file(name)) cannot be used: \(reason); restore it")
            try FileHandle.readingAndWriting(bench.scratch.file(name)).resize(to: 0)
            try FileHandle.readingAndWriting(bench.scratch.file(name)).write(key)
        }
        #expect(try bench.open().size == 3)
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o620, 0o601])
    func `a key that others can read`(_ mode: Int) throws {
        try bench.makeLog()
        for name in ["box-office.key", "box-office.key.sign"] {
            #expect(chmod(bench.scratch.file(name), mode_t(mode)) == 0)
            try expectRefusal(
                .keyExposed(path: bench.scratch.file(name), mode: UInt32(mode)),
                "the key \(bench.scratch.file(name)) can be read by others (mode \(String(mode, radix: 8))); "
                    + "run chmod 600 on it")
            #expect(chmod(bench.scratch.file(name), 0o400) == 0)
        }
        #expect(try bench.open().size == 3)
    }

    @Test func `a folder for a key`() throws {
        try bench.makeLog()
        try bench.scratch.remove("box-office.key")
        try FileManager.default.createDirectory(atPath: bench.keyPath, withIntermediateDirectories: false)
        try expectRefusal(
            .keyUnusable(source: bench.keyPath, reason: "it is a folder"),
            "the key \(bench.keyPath) cannot be used: it is a folder; restore it")
    }

    @Test func `the vault key of another log`() throws {
        try bench.makeLog()
        try FileHandle.readingAndWriting(bench.keyPath).write(Array(String(repeating: "7", count: 64).utf8))
        try expectRefusal(
            .keyMismatch(source: bench.keyPath, log: bench.path, purpose: "vault"),
            "the vault key \(bench.keyPath) is not the one of \(bench.path); name the right key with --key-file")
    }

    @Test func `the signing key of another log`() throws {
        try bench.makeLog()
        try FileHandle.readingAndWriting(bench.keyPath + ".sign").write(Array(String(repeating: "7", count: 64).utf8))
        try expectRefusal(
            .keyMismatch(source: bench.keyPath, log: bench.path, purpose: "signing"),
            "the signing key \(bench.keyPath) is not the one of \(bench.path); name the right key with --key-file")
    }

    @Test func `a key that cannot be used keeps a log from being made`() throws {
        try bench.scratch.write(Array(String(repeating: "7", count: 64).utf8), to: "box-office.key")
        #expect(chmod(bench.keyPath, 0o644) == 0)
        #expect(throws: LogError.keyExposed(path: bench.keyPath, mode: 0o644)) { _ = try bench.open() }
        #expect(try bench.scratch.names() == ["box-office.key", LogBench.name + ".lock"])
    }

    @Test func `a log without side files opens with the wrong key to an error, and its main file stays`() throws {
        try bench.makeLog()
        try bench.scratch.copy(LogBench.name, to: "alone.sqlite")
        let alone = try bench.scratch.read("alone.sqlite")
        try FileHandle.readingAndWriting(bench.keyPath).write(Array(String(repeating: "7", count: 64).utf8))
        #expect(throws: LogError.self) {
            _ = try EventLog(path: bench.scratch.file("alone.sqlite"), keys: bench.keys, environment: bench.environment)
        }
        #expect(try bench.scratch.read("alone.sqlite") == alone)
        #expect(try !bench.scratch.names().contains("alone.sqlite.head"))
    }
}
