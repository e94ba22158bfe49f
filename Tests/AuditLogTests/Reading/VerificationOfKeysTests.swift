// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Whose signature counts, and what the vault is held against.
@Suite struct VerificationOfKeysTests {
    private let bench: LogBench

    init() throws {
        bench = try SpoiledLog.sample()
    }

    private let stranger = Curve25519.Signing.PrivateKey()

    @Test func `a key that nothing brought into force counts for nothing`() throws {
        let log = try SpoiledLog(of: bench)
        let key = hex(stranger.publicKey.rawRepresentation)
        try log.spoil {
            try $0.execute(
                """
                UPDATE event SET note = 'nothing happened' WHERE seq = 5;
                INSERT INTO key VALUES (3, 1, x'\(key)', 15, zeroblob(64));
                UPDATE head SET key = 3;
                """)
        }
        try log.rehash()
        try log.spoil { try SpoiledLog.sign($0, with: stranger) }
        try log.scratch.remove(LogBench.name + ".head")
        #expect(
            try log.verify(VerificationMeans()).findings.filter { $0.check == .keys }.map(\.text) == [
                "the signing key 3 came into force by no event", "key 3 is not signed by the signing key before it",
            ])
    }

    /// The key in force at a seq is the last one from there on: one that is in force from the start displaces the first.
    @Test func `a key that displaces the first one does not vouch for itself`() throws {
        let log = try SpoiledLog(of: bench)
        let known = try #require(try log.verify().result.signingKey)
        try log.spoil {
            try $0.execute(
                """
                UPDATE event SET note = 'nothing happened' WHERE seq = 5;
                INSERT INTO key VALUES (3, 1, x'\(hex(stranger.publicKey.rawRepresentation))', 1, zeroblob(64));
                UPDATE head SET key = 3;
                """)
        }
        try log.rehash()
        try log.reseal(with: stranger)
        try log.spoil { try SpoiledLog.sign($0, with: stranger) }
        try log.scratch.remove(LogBench.name + ".head")
        let texts = try log.verify(VerificationMeans(signingKey: known)).findings.map(\.text)
        #expect(texts.contains("the signing key 3 came into force by no event"))
        #expect(texts.contains("key 3 is not signed by the signing key before it"))
    }

    /// A stranger's log that names the known key as its next one, as if it had been rotated to it, shows nothing.
    @Test func `a key that was put in force and signed nothing vouches for nothing`() throws {
        let known = try SpoiledLog(of: bench).signingKey().publicKey.rawRepresentation
        let other = try LogBench(seed: 2)
        let log = try other.open()
        try log.append(other.event(.signInRequested))
        let id = other.nextID()
        try log.commit([id]) { try $0.rotate(id, .signing, to: Array(known), at: log.lastInstant) }
        let forged = try SpoiledLog(of: other)
        let (result, findings) = try forged.verify(VerificationMeans(signingKey: Array(known)))
        #expect(findings == [])
        #expect(result.outcome == .incomplete)
        for suffix in ["", ".sign"] {
            try forged.scratch.write(bench.scratch.read("box-office.key" + suffix), to: "box-office.key" + suffix)
        }
        // With the key itself it is only noted, as a log that was just rotated looks the same.
        #expect(try forged.verify().result.notes.count == 1)
    }

    @Test func `a log that was made anew under another key is told by the key that is known`() throws {
        let log = try SpoiledLog(of: bench)
        let publicKey = [UInt8](stranger.publicKey.rawRepresentation)
        let known = try #require(try log.verify().result.signingKey)
        try log.spoil { file in
            try file.execute("UPDATE key SET value = x'\(hex(publicKey))' WHERE id = 1")
            try file.execute("UPDATE meta SET genesis = x'\(hex(try LayoutOracle(file).genesis()))'")
        }
        try log.rehash()
        try log.reseal(with: stranger)
        try log.spoil { try SpoiledLog.sign($0, with: stranger) }
        try log.scratch.remove(LogBench.name + ".head")
        #expect(try log.marks(VerificationMeans()) == [])
        #expect(try log.marks(VerificationMeans(signingKey: publicKey)) == [])
        #expect(try log.marks(VerificationMeans(signingKey: known)) == [.init(.keys)])
        #expect(try log.marks(VerificationMeans(keys: log.keys)) == [.init(.keys)])
    }

    @Test(arguments: [
        ("UPDATE key SET from_seq = 2 WHERE id = 2", "the vault key 2 is not in force from the start"),
        ("UPDATE key SET purpose = 3 WHERE id = 2", "there is no vault key"),
        ("UPDATE head SET key = 2", "the head names key 2, and key 1 was in force"),
    ])
    func `signing what is wrong with the keys does not make it right`(change: String, text: String) throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil { try $0.execute(change) }
        try log.rehashAndSign()
        #expect(try log.verify(VerificationMeans()).findings.map(\.text) == [text])
    }

    @Test(arguments: [
        ("chain = zeroblob(32)", "the head was signed over other events"),
        ("at_ms = at_ms + 1", "the times of the head are not those of the last event"),
        ("wall_us = wall_us + 1", "the times of the head are not those of the last event"),
        ("size = 14", "the head was signed after event 14, and events up to 15 follow"),
        ("size = 16", "the log ends with event 15, and its head was signed after event 16"),
    ])
    func `signing does not make right what the head says`(change: String, text: String) throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil { try $0.execute("UPDATE head SET \(change)") }
        try log.sign()
        #expect(try log.verify(VerificationMeans()).findings.first?.text == text)
    }

    @Test func `a format that only begins to differ where the hash has no bits is found`() throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil { try $0.execute("UPDATE meta SET format = format + 4294967296") }
        #expect(try log.marks() == [.init(.meta)])
    }

    @Test func `a sealed token that no session holds is found`() throws {
        let log = try SpoiledLog(of: bench)
        let vault = TokenVault(keys: try log.keys.load(), logID: try log.verify().result.logID)
        let secret = Secret("left over")
        let token = VaultedToken(ref: vault.ref(of: secret), kind: .access, secret: secret)
        let sealed = try vault.seal(token, session: SessionID(1), nonce: [UInt8](repeating: 7, count: 12))
        try log.spoil {
            try $0.execute("INSERT INTO vault VALUES (1, \(token.ref.column), 1, x'\(hex(sealed))')")
        }
        #expect(
            try log.verify().findings.map(\.text) == [
                "the sealed token \(token.ref.hexText) of session 1 is not one that its session holds"
            ])
    }

    @Test(arguments: ["meta", "head"])
    func `a table of one row has one row`(table: String) throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil {
            try $0.execute(
                """
                CREATE TEMP TABLE copy AS SELECT * FROM \(table);
                UPDATE copy SET id = 2;
                INSERT INTO \(table) SELECT * FROM copy;
                """)
        }
        let marks = try log.marks()
        #expect(marks == [.init(table == "meta" ? .meta : .head)])
    }

    @Test func `a sealed token in another's place does not open`() throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil {
            try $0.execute(
                """
                UPDATE vault SET sealed = (SELECT sealed FROM vault AS other WHERE other.kind = 2) WHERE kind = 1
                """)
        }
        #expect(try log.marks() == [.init(.vault)])
        #expect(try log.marks(VerificationMeans()) == [])
    }

    @Test func `a token that a session holds is in the vault, and no other is`() throws {
        let log = try SpoiledLog(of: bench)
        let held = try log.verify().findings
        #expect(held == [])
        try log.spoil { try $0.execute("DELETE FROM vault WHERE kind = 2") }
        #expect(try log.verify().findings.map(\.text) == ["the refresh token a9c3f64375d11b48 of session 1 is missing"])
    }

    @Test func `names that follow from another key than the one in force are found`() throws {
        let log = try bench.open()
        try log.rotateVaultKey(id: bench.nextID(), at: log.lastInstant)
        try log.close()
        let spoiled = try SpoiledLog(of: bench)
        #expect(try spoiled.marks() == [])
        try spoiled.spoil { try $0.execute("DELETE FROM vault WHERE kind = 3") }
        #expect(try spoiled.marks() == [.init(.vault), .init(.vault)])
    }

    @Test func `without the key's files the vault is left open, and said to be`() throws {
        let log = try SpoiledLog(of: bench)
        let (result, findings) = try log.verify(VerificationMeans(keys: .file(path: log.scratch.file("no.key"))))
        #expect(findings == [])
        #expect(result.outcome == .incomplete)
        #expect(try log.verify(VerificationMeans()).result.outcome == .intact)
    }

    @Test func `another log's vault key opens nothing, and that is no finding`() throws {
        let log = try SpoiledLog(of: bench)
        try log.scratch.write(Array((String(repeating: "ab", count: 32) + "\n").utf8), to: "box-office.key")
        let (result, findings) = try log.verify()
        #expect(findings == [])
        #expect(result.outcome == .incomplete)
    }
}
