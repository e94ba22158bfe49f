// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// The worked example of `Schema/README.md`, whose bytes in `Schema/vectors.json` were computed by another program
/// in another language from that page alone.
struct WorkedExampleTests {
    private let vectors: [String: String]

    init() throws {
        var package = URL(fileURLWithPath: #filePath)
        // Out of Tests/AuditLogTests/Writing.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        let file = package.appendingPathComponent("Schema/vectors.json")
        vectors = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
    }

    private func vector(_ name: String) throws -> [UInt8] {
        let digits = try #require(vectors[name], "\(name)")
        return try #require(bytes(hex: digits), "\(name)")
    }

    /// Random bytes in the order in which the example takes them.
    private func random() throws -> @Sendable (Int) -> [UInt8] {
        let logID = try vector("logID")
        let process = try vector("process")
        let taken = Count()
        return { count in
            taken.value += 1
            return switch taken.value {
            case 1: logID
            case 2: process
            case 3: [0, 0, 0, 0, 0, 0, 0, 42]
            case 4: Array(0x60..<0x6C)
            case 5: Array(0x70..<0x7C)
            default: Array(repeating: 0, count: count)
            }
        }
    }

    /// Appends the event of the example.
    private func append(to log: EventLog) throws {
        let access = Secret("example-access-token")
        let refresh = Secret("example-refresh-token")
        let grant = Grant(
            access: GrantedAccessToken(ref: log.ref(of: access), lifetime: .seconds(600)),
            refresh: log.ref(of: refresh),
            requestedAt: Instant(milliseconds: 1_699_999_999_800))
        let id = EventID(milliseconds: 1_700_000_000_000, random: Array(0x80..<0x8A))
        try log.append(
            AppendRequest(
                id: id,
                .event(
                    .grantAdopted(grant), .office, policy: .ticketpark,
                    secrets: [
                        VaultedToken(ref: log.ref(of: access), kind: .access, secret: access),
                        VaultedToken(ref: log.ref(of: refresh), kind: .refresh, secret: refresh),
                    ]),
                at: Instant(milliseconds: 1_700_000_000_000)))
    }

    @Test func `a log of one event has the bytes of the example`() throws {
        let bench = try LogBench()
        for (name, key) in [("box-office.key", "vaultKey"), ("box-office.key.sign", "signingKey")] {
            try FileHandle.creating(bench.scratch.file(name)).write(Array(hex(try vector(key)).utf8))
        }
        let random = try random()
        let log = try bench.open { $0.random = random }
        try append(to: log)

        let file = try bench.look()
        let keys = try file.rows("SELECT value FROM key ORDER BY id").map { $0.bytes("value") }
        #expect(keys == [try vector("publicKey"), try vector("vaultKeyCheck")])
        #expect(try file.rows("SELECT genesis FROM meta")[0].bytes("genesis") == vector("genesis"))
        #expect(try file.rows("SELECT content FROM policy")[0].bytes("content") == vector("policyContent"))
        let event = try file.rows("SELECT * FROM event")[0]
        #expect(event.bytes("id") == (try vector("eventID")))
        #expect(event.bytes("state") == (try vector("state")))
        #expect(event.bytes("effects") == (try vector("effects")))
        #expect(event.bytes("chain") == (try vector("chain")))
        #expect(hex(withUnsafeBytes(of: event.integer("access_ref").bigEndian, Array.init)) == vectors["accessRef"])
        #expect(hex(withUnsafeBytes(of: event.integer("refresh_ref").bigEndian, Array.init)) == vectors["refreshRef"])
        let sealed = try file.rows("SELECT sealed FROM vault ORDER BY kind").map { $0.bytes("sealed") }
        #expect(sealed == [try vector("sealedAccessToken"), try vector("sealedRefreshToken")])
        // Some libraries sign with added randomness: signatures are verified, not compared.
        let side = try bench.scratch.read(LogBench.name + ".head")
        #expect(side.prefix(136) == (try vector("sideFile")).prefix(136))
        let publicKey = try Curve25519.Signing.PublicKey(rawRepresentation: try vector("publicKey"))
        #expect(publicKey.isValidSignature(side.suffix(64), for: try vector("headBytes")))
        #expect(publicKey.isValidSignature(try vector("headSignature"), for: try vector("headBytes")))
        for (row, name) in [(0, "keySignature1"), (1, "keySignature2")] {
            let stored = try LogMeta(LogReader(path: bench.path).database, path: bench.path).keys[row]
            let signed = stored.signedBytes(logID: try vector("logID"))
            #expect(publicKey.isValidSignature(stored.signature, for: signed))
            #expect(publicKey.isValidSignature(try vector(name), for: signed))
        }
    }

    @Test func `closing the log of the example makes its checkpoint`() throws {
        let bench = try LogBench()
        for (name, key) in [("box-office.key", "vaultKey"), ("box-office.key.sign", "signingKey")] {
            try FileHandle.creating(bench.scratch.file(name)).write(Array(hex(try vector(key)).utf8))
        }
        let example = try #require(Checkpoint(String(decoding: try vector("checkpointNote"), as: UTF8.self)))
        #expect(example.isSigned(by: try vector("publicKey")))
        #expect(example.root == (try vector("leaf")))
        let random = try random()
        let log = try bench.open { $0.random = random }
        try append(to: log)
        try log.close()
        let note = try bench.look().rows("SELECT note FROM checkpoint")[0].bytes("note")
        let checkpoint = try #require(Checkpoint(String(decoding: note, as: UTF8.self)))
        #expect(checkpoint.note.text == example.note.text)
        #expect(checkpoint.isSigned(by: try vector("publicKey")))
    }

    @Test func `the test's own encoder agrees with the example`() throws {
        for (bytes, hash) in [("genesisBytes", "genesis"), ("keysBytes", "keys"), ("leafBytes", "leaf")] {
            #expect(LayoutOracle.sha256(try vector(bytes)) == (try vector(hash)))
        }
        let chained = LayoutOracle.tag("chain") + (try vector("genesis")) + (try vector("leaf"))
        #expect(LayoutOracle.sha256(chained) == (try vector("chain")))
    }

    @Test func `the sealed tokens of the example open`() throws {
        let keys = LogKeys(
            source: "example", vaultKey: try vector("vaultKey"),
            signingKey: try Curve25519.Signing.PrivateKey(rawRepresentation: try vector("signingKey")))
        let vault = TokenVault(keys: keys, logID: try vector("logID"))
        let ref = vault.ref(of: Secret("example-access-token"))
        let sealed = try vector("sealedAccessToken")
        #expect(vault.open(sealed, session: SessionID(1), ref: ref, kind: .access)?.reveal() == "example-access-token")
        #expect(vault.open(sealed, session: SessionID(1), ref: ref, kind: .refresh) == nil)
    }
}
