// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// A new signing key takes the place of the old one, whatever happens in between.
struct KeyRotationTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    private func rotate(_ log: EventLog) throws {
        try log.rotateSigningKey(id: bench.nextID(), at: Instant(milliseconds: 1_700_000_000_000))
    }

    private func findings(_ means: VerificationMeans = VerificationMeans()) throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        _ = try LogReader(path: bench.path).verify(with: means) { findings.append($0) }
        return findings
    }

    private func signers() throws -> [Int64] {
        try bench.look().integers("SELECT key FROM head")
    }

    @Test func `what comes after a rotation is signed with the new key, and all of it verifies`() throws {
        let log = try bench.open()
        let first = log.keys.publicKey
        try log.append(bench.event(.signInRequested))
        try rotate(log)
        #expect(try signers() == [1])
        #expect(log.keys.publicKey != first)
        try log.append(bench.event(.tokenRequested))
        #expect(try signers() == [3])
        try rotate(log)
        try log.append(bench.event(.tokenRequested))
        try log.close()
        #expect(try findings(VerificationMeans(keys: bench.keys)) == [])
        // Who knows any of its keys knows the log.
        for row in try bench.look().rows("SELECT value FROM key WHERE purpose = 1") {
            #expect(try findings(VerificationMeans(signingKey: row.bytes("value"))) == [])
        }
        let stranger = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
        #expect(try findings(VerificationMeans(signingKey: stranger)).map(\.check) == [.keys])
        let again = try bench.open()
        try again.append(bench.event(.tokenRequested))
        #expect(try findings() == [])
    }

    @Test func `the file of the old key is gone, and its content with it`() throws {
        let log = try bench.open()
        let old = try bench.scratch.read("box-office.key.sign")
        try FilePath.link(bench.keyPath + ".sign", as: bench.scratch.file("kept"))
        try rotate(log)
        let new = try bench.scratch.read("box-office.key.sign")
        #expect(new != old)
        #expect(new.count == old.count)
        #expect(try bench.scratch.read("kept").prefix(64) == Array(repeating: UInt8(ascii: "0"), count: 64)[...])
        #expect(try bench.scratch.names().contains("box-office.key.sign.next") == false)
    }

    @Test func `a log whose key is rotated after it was opened to be read verifies all the same`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let reader = try LogReader(path: bench.path)
        try rotate(log)
        try log.append(bench.event(.tokenRequested))
        var findings: [VerificationFinding] = []
        let result = try reader.verify(with: VerificationMeans(keys: bench.keys)) { findings.append($0) }
        #expect(findings == [])
        #expect(result.outcome == .intact)
        #expect(result.notes == [])
    }

    @Test func `an older copy whose side file knows a later key is not taken for the whole log`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let older = try SpoiledLog(of: bench)
        try rotate(log)
        try log.append(bench.event(.tokenRequested))
        let name = LogBench.name + ".head"
        try older.scratch.write(bench.scratch.read(name), to: name)
        let (result, findings) = try older.verify(VerificationMeans())
        #expect(findings == [])
        #expect(result.outcome == .incomplete)
    }

    @Test func `other processes take the new key up by themselves`() throws {
        let one = try bench.open()
        let other = try bench.open()
        try other.append(bench.event(.signInRequested))
        try rotate(one)
        try other.append(bench.event(.tokenRequested))
        try rotate(other)
        try one.append(bench.event(.tokenRequested))
        #expect(one.keys.publicKey == other.keys.publicKey)
        #expect(try findings() == [])
    }

    @Test func `a rotation that was cut off before its commit never was`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let next = try log.keySource.makeNextKey(for: .signing, random: bench.environment.random)
        let again = try bench.open()
        try again.append(bench.event(.tokenRequested))
        #expect(again.keys.publicKey != LogKeys.identity(of: next, for: .signing))
        try rotate(again)
        try again.append(bench.event(.tokenRequested))
        #expect(try findings() == [])
    }

    @Test func `a rotation that was cut off after its commit is finished by who opens the log next`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let next = try log.keySource.makeNextKey(for: .signing, random: bench.environment.random)
        let value = LogKeys.identity(of: next, for: .signing)
        let id = bench.nextID()
        try log.commit([id]) { try $0.rotate(id, .signing, to: value, at: log.lastInstant) }
        let again = try bench.open()
        #expect(again.keys.publicKey == value)
        try again.append(bench.event(.tokenRequested))
        #expect(try bench.scratch.names().contains("box-office.key.sign.next") == false)
        // The one that was cut off in the middle, had it lived on, takes it up as well.
        try log.append(bench.event(.tokenRequested))
        #expect(try findings() == [])
    }

    @Test func `a rotation that was cut off is finished where another program took the WAL away, too`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        let next = try log.keySource.makeNextKey(for: .signing, random: bench.environment.random)
        let value = LogKeys.identity(of: next, for: .signing)
        let id = bench.nextID()
        try log.commit([id]) { try $0.rotate(id, .signing, to: value, at: log.lastInstant) }
        log.forgetConnection()
        // As every program does that is the last one to close a database.
        _ = try Database(path: bench.path, access: .readWrite).integer("SELECT count(*) FROM event")
        try #require(try bench.scratch.names().contains(LogBench.name + "-wal") == false)
        #expect(try bench.open().keys.publicKey == value)
        #expect(try bench.scratch.names().contains("box-office.key.sign.next") == false)
        #expect(try findings() == [])
    }

    @Test func `a commit of a rotation that nobody knows the outcome of happens once`() throws {
        for isInFile in [false, true] {
            let bench = try LogBench()
            let commits = Count()
            let log = try bench.open { environment in
                let commit = environment.commit
                environment.commit = { database throws(SQLiteFailure) in
                    commits.value += 1
                    if commits.value == 2 {
                        if isInFile { try commit(database) }
                        throw SQLiteFailure(code: 1034, message: "disk I/O error")
                    }
                    try commit(database)
                }
            }
            try log.append(bench.event(.signInRequested))
            try log.rotateSigningKey(id: bench.nextID(), at: log.lastInstant)
            try log.append(bench.event(.tokenRequested))
            #expect(try bench.look().integers("SELECT count(*) FROM key") == [3])
            #expect(try bench.look().integers("SELECT count(*) FROM event WHERE kind = 101") == [1])
            var findings: [VerificationFinding] = []
            _ = try LogReader(path: bench.path).verify { findings.append($0) }
            #expect(findings == [])
        }
    }

    @Test func `keys that do not lie in files stay as they are`() async throws {
        try bench.open().close()
        let path = bench.path
        let keys = try ["box-office.key", "box-office.key.sign"].map {
            String(decoding: try bench.scratch.read($0), as: UTF8.self)
        }
        // The environment belongs to the whole process.
        await #expect(processExitsWith: .success) { [path = path as String, keys = keys as [String]] in
            setenv("VAULT_KEY", keys[0], 1)
            setenv("SIGNING_KEY", keys[1], 1)
            let source = KeySource.environment(vaultKey: "VAULT_KEY", signingKey: "SIGNING_KEY")
            let log = try EventLog(path: path, keys: source, creation: .never)
            let id = EventID(milliseconds: 1, random: Array(0..<10))
            #expect(throws: LogError.keyFixed(source: "$VAULT_KEY")) {
                try log.rotateSigningKey(id: id, at: Instant(milliseconds: 1))
            }
        }
    }

    /// journald accepted old entries that were sealed anew with a key of today (CVE-2023-31439).
    @Test func `a checkpoint over what was before a key is not believed under that key`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        try log.writeCheckpoint()
        try rotate(log)
        try log.append(bench.event(.tokenRequested))
        try log.close()
        let spoiled = try SpoiledLog(of: bench)
        #expect(try spoiled.marks() == [])
        try spoiled.reseal(with: spoiled.signingKey())
        let texts = try spoiled.verify().findings.filter { $0.check == .checkpoint }.map(\.text)
        #expect(
            texts == [
                "the checkpoint over 1 events is not signed by the key that was in force",
                "the checkpoint over 2 events is not signed by the key that was in force",
            ])
    }
}
