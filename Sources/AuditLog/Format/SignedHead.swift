import Crypto
import TokenMachine

/// Where a log ends, signed: replaced with each commit, in the log and in its side file.
package struct SignedHead: Hashable, Sendable {
    /// How many events there are, archived ones included.
    package var size: Int64
    /// The chain after the last of them.
    package var chain: [UInt8]
    /// The last event's instant, in milliseconds since the Unix epoch.
    package var at: Int64
    /// The last event's wall clock, in microseconds since the Unix epoch.
    package var wall: Int64
    /// The digest of the `key` table.
    package var keys: [UInt8]
    /// The row of the key that signed.
    package var key: Int64
    /// The Ed25519 signature (RFC 8032), 64 bytes.
    package var signature: [UInt8]

    /// What is signed: tag ‖ log id ‖ size ‖ chain ‖ instant ‖ wall clock ‖ keys ‖ key.
    func signedBytes(logID: [UInt8]) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.head)
        writer.write(raw: logID)
        writer.write(size)
        writer.write(counted: chain)
        writer.write(at)
        writer.write(wall)
        writer.write(counted: keys)
        writer.write(key)
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
    static let columns = "size, chain, at_ms, wall_us, keys, key, signature"

    /// The head on which `statement` stands, selected with ``columns``.
    init(_ statement: Statement) {
        self.init(
            size: statement.integer(0),
            chain: statement.bytes(1),
            at: statement.integer(2),
            wall: statement.integer(3),
            keys: statement.bytes(4),
            key: statement.integer(5),
            signature: statement.bytes(6))
    }

    /// Binds the head to `statement`, an insert of id 1 with ``columns``.
    func bind(to statement: Statement) throws(SQLiteFailure) {
        try statement.bind(size, at: 1)
        try statement.bind(chain, at: 2)
        try statement.bind(at, at: 3)
        try statement.bind(wall, at: 4)
        try statement.bind(keys, at: 5)
        try statement.bind(key, at: 6)
        try statement.bind(signature, at: 7)
    }

    /// The content of the side file: size ‖ chain ‖ instant ‖ wall clock ‖ keys ‖ key ‖ signature.
    var sideFileBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(size)
        writer.write(raw: chain)
        writer.write(at)
        writer.write(wall)
        writer.write(raw: keys)
        writer.write(key)
        writer.write(raw: signature)
        return writer.bytes
    }

    /// How long the side file is.
    static let sideFileSize = 160

    /// The head in a side file; `nil` where it holds none.
    init?(sideFileBytes content: [UInt8]) {
        guard content.count == SignedHead.sideFileSize else { return nil }
        func integer(at offset: Int) -> Int64 {
            Int64(bitPattern: content[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) })
        }
        self.init(
            size: integer(at: 0),
            chain: Array(content[8..<40]),
            at: integer(at: 40),
            wall: integer(at: 48),
            keys: Array(content[56..<88]),
            key: integer(at: 88),
            signature: Array(content[96..<160]))
    }
}
