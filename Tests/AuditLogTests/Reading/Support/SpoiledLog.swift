// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import AuditLog

/// A copy of the sample log that a test may spoil, with all of it in the main file.
///
/// Copies are cheap: the sample is made once for a suite of cases.
final class SpoiledLog {
    let scratch: Scratch
    let original: LogBench

    /// A copy of the log on `bench`.
    convenience init(of bench: LogBench) throws {
        try self.init(of: bench, in: bench.scratch)
    }

    /// A copy of another copy.
    convenience init(of copy: SpoiledLog) throws {
        try self.init(of: copy.original, in: copy.scratch)
    }

    private init(of bench: LogBench, in folder: Scratch) throws {
        original = bench
        scratch = try Scratch()
        for name in try folder.names() where !name.hasSuffix("-shm") {
            try FileManager.default.copyItem(atPath: folder.file(name), toPath: scratch.file(name))
        }
    }

    var path: String { scratch.file(LogBench.name) }
    var keys: KeySource { .file(path: scratch.file("box-office.key")) }

    /// A sample log without a WAL beside it.
    static func sample() throws -> LogBench {
        let bench = try LogBench()
        try bench.makeSample()
        try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bench
    }

    /// Changes the file with its guards out of the way and put back afterwards, so that nothing but the change tells.
    func spoil(_ change: (RawDatabase) throws -> Void) throws {
        let file = try RawDatabase(path)
        // Nothing here has to outlive a power cut.
        try file.execute("PRAGMA synchronous = OFF")
        let triggers = try file.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid")
        let names = triggers.map { String(decoding: $0.bytes("name"), as: UTF8.self) }
        for name in names { try file.execute("DROP TRIGGER \(name)") }
        try file.execute("PRAGMA ignore_check_constraints = ON")
        try change(file)
        for trigger in triggers { try file.execute(String(decoding: trigger.bytes("sql"), as: UTF8.self)) }
        try file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Works on the file as any SQLite tool would.
    @discardableResult
    func look<Result>(_ body: (RawDatabase) throws -> Result) throws -> Result {
        try body(RawDatabase(path))
    }

    /// Computes all hashes anew and signs checkpoints and the end, as the holder of the signing key could.
    func rehashAndSign() throws {
        try rehash()
        try reseal(with: signingKey())
        try sign()
    }

    /// Signs the end as it stands there.
    func sign() throws {
        let key = try signingKey()
        try spoil { try SpoiledLog.sign($0, with: key) }
        // The side file of the log as it was would give it away.
        try scratch.remove(LogBench.name + ".head")
    }

    /// The log's own signing key.
    func signingKey() throws -> Curve25519.Signing.PrivateKey {
        let text = String(decoding: try scratch.read("box-office.key.sign"), as: UTF8.self)
        let seed = try #require(bytes(hex: text.trimmingCharacters(in: .whitespacesAndNewlines)))
        return try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    }

    /// Computes all hashes anew, as anybody can.
    func rehash() throws {
        try spoil { file in
            let oracle = try LayoutOracle(file)
            var chain = try oracle.genesis()
            var leaves: [[UInt8]] = []
            for row in try file.rows("SELECT * FROM event ORDER BY seq") {
                chain = oracle.chain(chain, row)
                leaves.append(LayoutOracle.sha256(oracle.leafBytes(row)))
                try file.execute("UPDATE event SET chain = x'\(hex(chain))' WHERE seq = \(row.integer("seq"))")
            }
            try file.execute(
                """
                UPDATE head SET chain = x'\(hex(chain))', size = (SELECT max(seq) FROM event),
                root = x'\(hex(LayoutOracle.root(leaves[...])))',
                frontier = x'\(hex(LayoutOracle.frontier(leaves[...])))',
                at_ms = (SELECT at_ms FROM event ORDER BY seq DESC LIMIT 1),
                wall_us = (SELECT wall_us FROM event ORDER BY seq DESC LIMIT 1),
                keys = x'\(hex(try oracle.keysDigest()))'
                """)
        }
    }

    /// Makes all checkpoints, and the signatures of all keys, anew over the events as they are now, as the holder of `key` could.
    func reseal(with key: Curve25519.Signing.PrivateKey) throws {
        try spoil { file in
            let oracle = try LayoutOracle(file)
            let events = try file.rows("SELECT * FROM event ORDER BY seq")
            let leaves = events.map { LayoutOracle.sha256(oracle.leafBytes($0)) }
            for row in try file.rows("SELECT * FROM key") {
                let signature = try key.signature(for: oracle.keyBytes(row))
                try file.execute("UPDATE key SET signature = x'\(hex(signature))' WHERE id = \(row.integer("id"))")
            }
            var previous: Int64 = 0
            for row in try file.rows("SELECT size FROM checkpoint ORDER BY size") {
                let size = row.integer("size")
                guard size <= events.count else { continue }
                let covered = leaves.prefix(Int(size))
                let text = oracle.checkpointText(
                    size: size, root: LayoutOracle.root(covered), wall: events[Int(size) - 1].integer("wall_us"),
                    previous: previous)
                let note = text + "\n" + (try oracle.signatureLine(text, key))
                try file.execute(
                    """
                    UPDATE checkpoint SET note = CAST(x'\(hex(note.utf8))' AS TEXT),
                    frontier = x'\(hex(LayoutOracle.frontier(covered)))' WHERE size = \(size)
                    """)
                previous = size
            }
            try file.execute("UPDATE head SET checkpoint = \(previous)")
        }
    }

    /// Signs the head that stands in `file`.
    static func sign(_ file: RawDatabase, with key: Curve25519.Signing.PrivateKey) throws {
        let head = try #require(try file.rows("SELECT * FROM head").first)
        let signature = try key.signature(for: try LayoutOracle(file).headBytes(head))
        try file.execute("UPDATE head SET signature = x'\(hex(signature))'")
    }

    /// What a verification finds.
    func verify(
        _ means: VerificationMeans? = nil
    ) throws -> (result: Verification, findings: [VerificationFinding]) {
        var findings: [VerificationFinding] = []
        let result = try LogReader(path: path).verify(with: means ?? VerificationMeans(keys: keys)) {
            findings.append($0)
        }
        return (result, findings)
    }

    /// The findings without their words.
    func marks(_ means: VerificationMeans? = nil) throws -> [Mark] {
        try verify(means).findings.map { Mark($0.check, $0.seq) }
    }

    /// Where a finding is, and by what it was made.
    struct Mark: Hashable, CustomStringConvertible {
        var check: VerificationFinding.Check
        var seq: Int64?

        init(_ check: VerificationFinding.Check, _ seq: Int64? = nil) {
            self.check = check
            self.seq = seq
        }

        var description: String { "\(check)" + (seq.map { " \($0)" } ?? "") }
    }
}
