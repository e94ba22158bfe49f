// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Old events are moved to a file of their own, and both files together are the log that was one.
struct ArchiveTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
        try bench.makeSample()
    }

    private var archivePath: String { bench.scratch.file("archive.sqlite") }

    private func archive(_ log: EventLog, through size: Int64, to path: String? = nil) throws {
        try log.archive(
            through: size, to: path ?? archivePath, id: bench.nextID(), at: Instant(milliseconds: 1_700_000_700_000))
    }

    private func findings(_ path: String, keys: KeySource? = nil) throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        _ = try LogReader(path: path).verify(with: VerificationMeans(keys: keys)) { findings.append($0) }
        return findings
    }

    private func checkpoints() throws -> [Int64] {
        try bench.look().integers("SELECT size FROM checkpoint ORDER BY size")
    }

    @Test func `the log goes on without the events that were moved, and both files verify`() throws {
        let sessions = try LogReader(path: bench.path).sessions()
        let size = try #require(try checkpoints().first)
        let log = try bench.open()
        try archive(log, through: size)
        #expect(try bench.look().integers("SELECT min(seq) FROM event") == [size + 1])
        #expect(try bench.look().integers("SELECT max(seq) FROM event") == [16])
        #expect(try findings(bench.path, keys: bench.keys) == [])
        #expect(try findings(archivePath) == [])
        #expect(try LogReader(path: bench.path).sessions() == sessions)
        var divergences = 0
        for path in [bench.path, archivePath] {
            _ = try LogReader(path: path).replay { _ in divergences += 1 }
        }
        #expect(divergences == 0)
        let old = try bench.look().rows("SELECT size, chain, frontier, at_ms, wall_us FROM base")
        let end = try RawDatabase(archivePath).rows("SELECT size, chain, frontier, at_ms, wall_us FROM head")
        #expect(old == end)
        #expect(try FileHandle.reading(archivePath).permissions() == 0o600)
    }

    @Test func `everything can be moved, again and again, and the sessions go on`() throws {
        let log = try bench.open()
        let state = try #require(try log.session(.office)?.state)
        for round in 1...3 {
            let size = try #require(try checkpoints().last)
            try archive(log, through: size, to: bench.scratch.file("archive-\(round).sqlite"))
            #expect(try log.session(.office)?.state == state)
            #expect(try bench.look().integers("SELECT count(*) FROM event") == [1])
            #expect(try findings(bench.path, keys: bench.keys) == [])
        }
        let stored = try log.append(bench.event(.tokenRequested, at: 1_700_000_800_000))
        #expect(stored.version == (try LogReader(path: bench.path).session("box-office")?.events))
        try log.close()
        #expect(try findings(bench.path, keys: bench.keys) == [])
        for round in 1...3 { #expect(try findings(bench.scratch.file("archive-\(round).sqlite")) == []) }
        let again = try bench.open()
        try again.append(bench.event(.signOutRequested(burn: false), at: 1_700_000_900_000))
        #expect(try findings(bench.path, keys: bench.keys) == [])
    }

    @Test func `another process goes on where the events were taken from under it`() throws {
        let one = try bench.open()
        let other = try bench.open()
        try other.append(bench.event(.tokenRequested, at: 1_700_000_600_000))
        try other.writeCheckpoint()
        try archive(one, through: try #require(try checkpoints().last))
        try other.append(bench.event(.tokenRequested, .kiosk, at: 1_700_000_900_000))
        try one.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        #expect(try findings(bench.path, keys: bench.keys) == [])
    }

    @Test func `a rotated key is in force in both files`() throws {
        let log = try bench.open()
        try log.rotateSigningKey(id: bench.nextID(), at: log.lastInstant)
        try log.append(bench.event(.tokenRequested, at: 1_700_000_600_000))
        let sizes = try checkpoints()
        try archive(log, through: sizes[sizes.count - 2])
        #expect(try findings(bench.path, keys: bench.keys) == [])
        #expect(try findings(archivePath) == [])
        let last = try #require(try checkpoints().last)
        try archive(log, through: last, to: archivePath + "-2")
        #expect(try findings(bench.path, keys: bench.keys) == [])
        #expect(try findings(archivePath + "-2") == [])
    }

    @Test func `only what a checkpoint covers can be moved, and otherwise nothing happens`() throws {
        let log = try bench.open()
        let sizes = try checkpoints()
        let names = try bench.scratch.names()
        for size: Int64 in [0, -1, 1, 99] where !sizes.contains(size) {
            #expect(throws: LogError.self, "\(size)") { try archive(log, through: size) }
        }
        #expect(try bench.look().integers("SELECT count(*) FROM event") == [15])
        #expect(
            try Set(bench.scratch.names()).subtracting(names).filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
                == [])
        #expect(try findings(bench.path, keys: bench.keys) == [])
    }

    @Test func `a crash between the two files is mended by the same call`() throws {
        let size = try #require(try checkpoints().first)
        let log = try bench.open()
        try ArchiveFile(log: log, size: size, path: archivePath).make()
        let made = try bench.scratch.read("archive.sqlite")
        try archive(log, through: size)
        #expect(try bench.scratch.read("archive.sqlite") == made)
        #expect(try findings(bench.path, keys: bench.keys) == [])
    }

    @Test func `a file that is in the way stays as it is`() throws {
        let sizes = try checkpoints()
        let log = try bench.open()
        try bench.scratch.write(Array("mine".utf8), to: "archive.sqlite")
        #expect(throws: LogError.self) { try archive(log, through: sizes[0]) }
        #expect(try bench.scratch.read("archive.sqlite") == Array("mine".utf8))
        let other = bench.scratch.file("other.sqlite")
        try archive(log, through: sizes[0], to: other)
        #expect(throws: LogError.fileExists(path: other)) { try archive(log, through: sizes[1], to: other) }
    }

    @Test(arguments: [false, true])
    func `a commit that nobody knows the outcome of moves the events once`(isInFile: Bool) throws {
        let commits = Count()
        let size = try #require(try checkpoints().first)
        let log = try bench.open { environment in
            let commit = environment.commit
            environment.commit = { database throws(SQLiteFailure) in
                commits.value += 1
                if commits.value == 1 {
                    if isInFile { try commit(database) }
                    throw SQLiteFailure(code: 1034, message: "disk I/O error")
                }
                try commit(database)
            }
        }
        try archive(log, through: size)
        #expect(try bench.look().integers("SELECT count(*) FROM event WHERE kind = 104") == [1])
        #expect(try findings(bench.path, keys: bench.keys) == [])
        // The guards are back, in the file and on the connection.
        #expect(throws: (any Error).self) { try log.connected().database.execute("DELETE FROM event") }
        #expect(throws: (any Error).self) { try bench.look().execute("DELETE FROM event") }
    }

    @Test func `nothing is appended to an archive`() throws {
        let log = try bench.open()
        try archive(log, through: try #require(try checkpoints().first))
        #expect(throws: LogError.isArchive(path: archivePath)) {
            try EventLog(path: archivePath, keys: bench.keys, creation: .never, environment: bench.environment)
        }
    }

    @Test func `where a session stood before is asked of the archive`() throws {
        let size = try #require(try checkpoints().first)
        let before = try LogReader(path: bench.path).state(of: "box-office", at: .seq(3))
        let log = try bench.open()
        try archive(log, through: size)
        let reader = try LogReader(path: bench.path)
        #expect(throws: LogError.archived(path: bench.path, through: size)) {
            try reader.state(of: "box-office", at: .seq(3))
        }
        #expect(throws: LogError.archived(path: bench.path, through: size)) {
            try reader.sessions(at: .wall(1_700_000_001_000_000))
        }
        #expect(try LogReader(path: archivePath).state(of: "box-office", at: .seq(3)) == before)
    }

    @Test func `a policy picks the last checkpoint that is old enough and leaves enough`() throws {
        let log = try bench.open()
        let sizes = try checkpoints()
        try #require(sizes.count == 2)
        #expect(try log.archivableSize(under: EventLog.ArchivePolicy()) == sizes[1])
        #expect(try log.archivableSize(under: EventLog.ArchivePolicy(minimumEvents: 1)) == sizes[0])
        #expect(try log.archivableSize(under: EventLog.ArchivePolicy(minimumEvents: 15)) == nil)
        #expect(
            try log.archivableSize(under: EventLog.ArchivePolicy(minimumAgeMicroseconds: 60_000_000)) == sizes[0])
        #expect(
            try log.archivableSize(under: EventLog.ArchivePolicy(minimumAgeMicroseconds: 3_600_000_000)) == nil)
    }

    @Test func `events that are moved while they are verified are not called missing`() throws {
        let log = try bench.open()
        for _ in 0..<45 {
            _ = try log.append((0..<100).map { _ in bench.event(.tokenRequested, at: 1_700_000_600_000) })
        }
        let reader = try LogReader(path: bench.path)
        let extent = try LogExtent(reader, trusted: nil)
        let size = try #require(try log.writeCheckpoint()?.size)
        var seen = 0
        #expect(throws: LogError.archived(path: bench.path, through: size)) {
            try reader.forEachRow(in: extent) { _ throws(LogError) in
                seen += 1
                guard seen == 1 else { return }
                try log.archive(through: size, to: archivePath, id: bench.nextID(), at: log.lastInstant)
            }
        }
        // Some pages are read ahead of the one that is looked at.
        #expect(seen < 4000)
    }
}
