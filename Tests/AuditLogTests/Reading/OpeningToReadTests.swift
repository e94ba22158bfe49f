// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AuditLog

/// What is no log is refused with what it is.
@Suite struct OpeningToReadTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    private func refusal(_ path: String) -> LogError? {
        do {
            _ = try LogReader(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test func `nothing, a folder and an empty file are no logs`() throws {
        let path = scratch.file("log")
        #expect(refusal(path) == .notFound(path: path))
        #expect(refusal(scratch.path) == .isFolder(path: scratch.path))
        try scratch.write([], to: "log")
        #expect(refusal(path) == .empty(path: path))
        #expect(try scratch.names() == ["log"])
    }

    @Test func `other files and other programs' databases are no logs, and stay as they are`() throws {
        try scratch.write(Array("hello".utf8), to: "text")
        try RawDatabase(scratch.file("other"), create: true).execute("CREATE TABLE a (b)")
        let before = try scratch.contents()
        for name in ["text", "other"] {
            guard case .notALog? = refusal(scratch.file(name)) else {
                Issue.record("\(name): \(String(describing: refusal(scratch.file(name))))")
                continue
            }
        }
        #expect(try scratch.contents() == before)
    }

    @Test func `a newer format is refused as such`() throws {
        let bench = try SpoiledLog.sample()
        try bench.look().execute("PRAGMA user_version = 7; PRAGMA wal_checkpoint(TRUNCATE)")
        #expect(refusal(bench.path) == .newerFormat(path: bench.path, format: 7, known: 0))
    }

    @Test(arguments: ["DROP TABLE meta", "DROP TRIGGER meta_remains; DELETE FROM meta", "DROP TABLE key"])
    func `a log without its first table is damaged, not unwritable`(change: String) throws {
        let bench = try SpoiledLog.sample()
        try bench.look().execute(change)
        guard case .damaged? = refusal(bench.path) else {
            Issue.record("\(String(describing: refusal(bench.path)))")
            return
        }
    }
}
