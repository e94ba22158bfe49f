// SPDX-License-Identifier: Apache-2.0

import Crypto
import TokenMachine

/// Where a log ends, signed: replaced with each commit, in the log and in its side file.
package struct SignedHead: Hashable, Sendable {
    /// How many events there are, archived ones included.
    package var size: Int64
    /// The chain after the last of them.
    package var chain: [UInt8]
    /// The root of the tree over all of them.
    package var root: [UInt8]
    /// The size of the last checkpoint; 0 where there is none.
    package var checkpoint: Int64
    /// The last event's instant, in milliseconds since the Unix epoch.
    package var at: Int64
    /// The last event's wall clock, in microseconds since the Unix epoch.
    package var wall: Int64
    /// The digest of the `key` table.
    package var keys: [UInt8]
    /// The row of the key that signed.
    package var key: Int64
    /// Whether the log is an archive: nothing is ever appended to it, as its events go on in another file.
    package var isArchive: Bool
    /// The Ed25519 signature (RFC 8032), 64 bytes.
    package var signature: [UInt8]

    /// What is signed: tag ‖ log id ‖ size ‖ chain ‖ root ‖ checkpoint ‖ instant ‖ wall clock ‖ keys ‖ key ‖ archive.
    func signedBytes(logID: [UInt8]) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.head)
        writer.write(raw: logID)
        writer.write(size)
        writer.write(counted: chain)
        writer.write(counted: root)
        writer.write(checkpoint)
        writer.write(at)
        writer.write(wall)
        writer.write(counted: keys)
        writer.write(key)
        writer.write(isArchive)
        return writer.bytes
    }

    /// Signs the head.
    mutating func sign(with privateKey: Curve25519.Signing.PrivateKey, logID: [UInt8]) throws(LogError) {
        do {
            signature = Array(try privateKey.signature(for: signedBytes(logID: logID)))
        } catch {
            throw .keyUnusable(source: "for signing", reason: "it does not sign")
        }
    }

    /// Whether the holder of the private key to `publicKey` signed this head of this log.
    func isSigned(by publicKey: [UInt8], logID: [UInt8]) -> Bool {
        guard let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return verifier.isValidSignature(signature, for: signedBytes(logID: logID))
    }
}

extension SignedHead {
    /// The columns in the order in which heads are read and written.
    static let columns = "size, chain, root, checkpoint, at_ms, wall_us, keys, key, is_archive, signature"

    /// How many columns there are.
    static let columnCount: Int32 = 10

    /// The statement that puts a head, and the frontier of the tree, in the place of the one before.
    static let replacement = """
        INSERT OR REPLACE INTO head (id, \(columns), frontier) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// The head on which `statement` stands, selected with ``columns``.
    init(_ statement: Statement) {
        self.init(
            size: statement.integer(0),
            chain: statement.bytes(1),
            root: statement.bytes(2),
            checkpoint: statement.integer(3),
            at: statement.integer(4),
            wall: statement.integer(5),
            keys: statement.bytes(6),
            key: statement.integer(7),
            isArchive: statement.integer(8) != 0,
            signature: statement.bytes(9))
    }

    /// Binds the head to `statement`, ``replacement``.
    func bind(to statement: Statement, _ tree: MerkleFrontier) throws(SQLiteFailure) {
        try statement.bind(size, at: 1)
        try statement.bind(chain, at: 2)
        try statement.bind(root, at: 3)
        try statement.bind(checkpoint, at: 4)
        try statement.bind(at, at: 5)
        try statement.bind(wall, at: 6)
        try statement.bind(keys, at: 7)
        try statement.bind(key, at: 8)
        try statement.bind(isArchive ? 1 : 0, at: 9)
        try statement.bind(signature, at: 10)
        try statement.bind(tree.bytes, at: 11)
    }

    /// The content of the side file: size ‖ chain ‖ root ‖ checkpoint ‖ instant ‖ wall clock ‖ keys ‖ key ‖ signature.
    var sideFileBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(size)
        writer.write(raw: chain)
        writer.write(raw: root)
        writer.write(checkpoint)
        writer.write(at)
        writer.write(wall)
        writer.write(raw: keys)
        writer.write(key)
        writer.write(raw: signature)
        return writer.bytes
    }

    /// How long the side file is.
    static let sideFileSize = 200

    /// The head in a side file; `nil` where it holds none.
    init?(sideFileBytes content: [UInt8]) {
        guard content.count == SignedHead.sideFileSize else { return nil }
        func integer(at offset: Int) -> Int64 {
            Statement.bounded(
                Int64(bitPattern: content[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }))
        }
        self.init(
            size: integer(at: 0),
            chain: Array(content[8..<40]),
            root: Array(content[40..<72]),
            checkpoint: integer(at: 72),
            at: integer(at: 80),
            wall: integer(at: 88),
            keys: Array(content[96..<128]),
            key: integer(at: 128),
            isArchive: false,
            signature: Array(content[136..<200]))
    }
}
