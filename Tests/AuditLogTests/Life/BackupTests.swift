// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Copies of logs that are in use.
struct BackupTests {
    private let bench: LogBench
    private let copy: String

    init() throws {
        bench = try LogBench()
        try bench.makeSample()
        copy = bench.scratch.file("copy.sqlite")
    }

    private func verify(_ path: String, keys: KeySource? = nil) throws -> (Verification, [VerificationFinding]) {
        var findings: [VerificationFinding] = []
        let result = try LogReader(path: path).verify(with: VerificationMeans(keys: keys)) { findings.append($0) }
        return (result, findings)
    }

    @Test func `a copy has all rows but the tokens, verifies, and can be gone on from`() throws {
        let log = try bench.open()
        try log.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        let made = try LogReader(path: bench.path).backUp(to: copy)
        #expect(made.path == copy)
        #expect(made.size == 16)
        #expect(made.sealedTokens == 0)
        #expect(made.chain == log.end.head.chain)
        #expect(try tables(copy, without: ["vault"]) == tables(bench.path, without: ["vault"]))
        #expect(try RawDatabase(copy).rows("SELECT * FROM vault") == [])
        let (result, findings) = try verify(copy, keys: bench.keys)
        #expect(findings == [])
        #expect(result.gaps == ["the tokens: there are none, as in a copy that was made without them"])
        #expect(result.notes.isEmpty)
        try checkLog(copy)
        let next = try EventLog(path: copy, keys: bench.keys, creation: .never, environment: bench.environment)
        try next.append(bench.event(.tokenRequested, at: 1_700_000_950_000))
        try next.close()
        #expect(try verify(copy).1 == [])
        #expect(
            try LogReader(path: bench.path).compare(with: LogReader(path: copy)).outcome == .firstEndsEarlier)
    }

    @Test func `a copy is a file for its owner alone, and leaves nothing beside it but what a log has`() throws {
        let before = try bench.scratch.names()
        try LogReader(path: bench.path).backUp(to: copy)
        #expect(try bench.scratch.mode("copy.sqlite") == 0o600)
        #expect(
            try bench.scratch.names().subtracting(before)
                == ["copy.sqlite", "copy.sqlite.head", "copy.sqlite.lock"])
        let header = try bench.scratch.read("copy.sqlite")
        #expect(header[18...19] == [2, 2])
        #expect(HeadFile(log: copy).read() == HeadFile(log: bench.path).read())
    }

    @Test func `no byte of a token is in a copy that was made without them`() throws {
        let sealed = try bench.look().rows("SELECT sealed FROM vault").map { Data($0.bytes("sealed")) }
        #expect(!sealed.isEmpty)
        try LogReader(path: bench.path).backUp(to: copy)
        let content = Data(try bench.scratch.read("copy.sqlite"))
        for token in sealed { #expect(content.range(of: token.dropFirst(12).prefix(16)) == nil) }
        let whole = bench.scratch.file("whole.sqlite")
        let made = try LogReader(path: bench.path).backUp(to: whole, withVault: true)
        #expect(made.sealedTokens == Int64(sealed.count))
        #expect(try tables(whole) == tables(bench.path))
        let (result, findings) = try verify(whole, keys: bench.keys)
        #expect(findings == [])
        #expect(result.gaps == [])
    }

    @Test(.enabled(if: IndependentVerifier.isThere, Comment(rawValue: IndependentVerifier.absence)))
    func `a program in another language says the same of a copy`() throws {
        try LogReader(path: bench.path).backUp(to: copy)
        let whole = bench.scratch.file("whole.sqlite")
        try LogReader(path: bench.path).backUp(to: whole, withVault: true)
        let verdicts = try IndependentVerifier.verdicts(on: [
            (copy, nil), (copy, bench.keyPath), (whole, bench.keyPath),
        ])
        #expect(verdicts.map(\.findings) == [[], [], []])
        #expect(
            verdicts.map(\.open) == [
                [], ["the tokens: there are none, as in a copy that was made without them"], [],
            ])
    }

    @Test func `the key that names tokens is copied without them`() throws {
        let log = try bench.open()
        try log.rotateVaultKey(id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
        let ref = log.ref(of: Secret("example"))
        try LogReader(path: bench.path).backUp(to: copy)
        let next = try EventLog(path: copy, keys: bench.keys, creation: .never, environment: bench.environment)
        #expect(next.ref(of: Secret("example")) == ref)
    }

    @Test func `what is appended while it is copied is left for the next time`() throws {
        let reader = try LogReader(path: bench.path)
        let snapshot = try LogSnapshot(reader, hasVault: true)
        let before = try tables(bench.path)
        let log = try bench.open { $0.processID = 4712 }
        var onDemand = TokenPolicy.ticketpark
        onDemand.renewal = .onDemand
        try log.append(
            bench.event(.signInRequested, try SessionLabel("other"), at: 1_700_000_900_000, policy: onDemand))
        try log.rotateSigningKey(id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
        for table in LogTable.allCases {
            var count = 0
            try snapshot.forEachRow(of: table) { _ in count += 1 }
            #expect(count == before[table.rawValue]?.count, "\(table)")
        }
    }

    @Test func `a copy of which events are moved away meanwhile is not finished`() throws {
        let log = try bench.open()
        let reader = try LogReader(path: bench.path)
        let snapshot = try LogSnapshot(reader, hasVault: false)
        try log.archive(
            through: 15, to: bench.scratch.file("archive.sqlite"), id: bench.nextID(),
            at: Instant(milliseconds: 1_700_000_900_000))
        for table in [LogTable.writer, .policy, .event, .checkpoint] {
            #expect(throws: LogError.archived(path: bench.path, through: 15)) {
                try snapshot.forEachRow(of: table) { _ in }
            }
        }
    }

    @Test func `an archive, and a log behind one, are copied like any other`() throws {
        let log = try bench.open()
        let archive = bench.scratch.file("archive.sqlite")
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        try log.archive(
            through: size, to: archive, id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
        // What was left of another log there.
        try bench.scratch.copy(LogBench.name + ".head", to: "copy-1.sqlite.head")
        for (path, name) in [(archive, "copy-1.sqlite"), (bench.path, "copy-2.sqlite")] {
            let copy = bench.scratch.file(name)
            try LogReader(path: path).backUp(to: copy, withVault: true)
            #expect(try tables(copy) == tables(path))
            #expect(try verify(copy).1 == [])
        }
        // Nothing is ever appended to an archive, so nothing can be lost at its end.
        #expect(try !bench.scratch.names().contains("copy-1.sqlite.head"))
    }

    @Test func `nothing is put in the place of what is there`() throws {
        let reader = try LogReader(path: bench.path)
        try bench.scratch.write([1, 2, 3], to: "copy.sqlite")
        #expect(throws: LogError.fileExists(path: copy)) { try reader.backUp(to: copy) }
        #expect(try bench.scratch.read("copy.sqlite") == [1, 2, 3])
        try bench.scratch.remove("copy.sqlite")
        try bench.scratch.write([1], to: "copy.sqlite-wal")
        #expect(throws: LogError.leftOver(path: copy, file: copy + "-wal")) { try reader.backUp(to: copy) }
        #expect(throws: LogError.fileExists(path: bench.path)) { try reader.backUp(to: bench.path) }
        #expect(throws: LogError.fileExists(path: bench.scratch.path)) { try reader.backUp(to: bench.scratch.path) }
        #expect(throws: LogError.self) { try reader.backUp(to: bench.scratch.file("no/folder.sqlite")) }
        #expect(try !bench.scratch.names().contains { $0.contains(".new-") })
    }

    @Test func `the side file of a log that stood there does not speak for the copy`() throws {
        try bench.scratch.copy(LogBench.name + ".head", to: "copy.sqlite.head")
        let older = try SpoiledLog(of: bench)
        try older.spoil {
            try $0.execute("DELETE FROM event WHERE seq > 15")
        }
        let other = try LogBench(seed: 5)
        try other.makeLog()
        try LogReader(path: other.path).backUp(to: copy)
        let (result, findings) = try verify(copy)
        #expect(findings == [])
        #expect(result.notes == ["the vault was not opened: no key was given"])
    }

    @Test(arguments: [
        "UPDATE event SET note = 'fine' WHERE seq = 5", "DELETE FROM event WHERE seq = 5", "DELETE FROM head",
        "UPDATE head SET size = 14", "DELETE FROM session", "UPDATE checkpoint SET note = 'fine'", "DELETE FROM meta",
        "UPDATE session SET label = CAST(x'ff' AS TEXT) WHERE id = 1", "UPDATE meta SET durability = 9",
        "UPDATE key SET value = x'00'", "DELETE FROM key WHERE id = 1",
    ])
    func `a log that does not verify is not copied, and nothing is left behind`(change: String) throws {
        let spoiled = try SpoiledLog(of: bench)
        try spoiled.spoil { try $0.execute(change) }
        let before = try spoiled.scratch.names()
        #expect(throws: LogError.self) {
            try LogReader(path: spoiled.path).backUp(to: spoiled.scratch.file("copy.sqlite"))
        }
        let left = try spoiled.scratch.names().subtracting(before)
        #expect(left.filter { $0.hasPrefix("copy") }.isEmpty, "\(left)")
    }
}
