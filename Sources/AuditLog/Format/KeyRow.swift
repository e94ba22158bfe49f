// SPDX-License-Identifier: Apache-2.0

import Crypto
import TokenMachine

/// A row of the `key` table: a key that is or was in force.
package struct KeyRow: Hashable, Sendable {
    /// What a key is for.
    package enum Purpose: Int64, Sendable {
        /// An Ed25519 public key, against which heads are verified.
        case signing = 1
        /// The check value of a vault key, which tells the right one from others and nothing else.
        case vault = 2
    }

    package var id: Int64
    package var purpose: Int64
    package var value: [UInt8]
    package var fromSeq: Int64
    /// The signature of the signing key before it; of the first keys, that of the first signing key.
    package var signature: [UInt8] = []

    /// What the record of its coming into force holds of it: id ‖ purpose ‖ value ‖ first seq.
    var content: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(id)
        writer.write(purpose)
        writer.write(counted: value)
        writer.write(fromSeq)
        return writer.bytes
    }

    /// What is signed: tag ‖ log id ‖ content.
    func signedBytes(logID: [UInt8]) -> [UInt8] {
        DomainTag.key + logID + content
    }

    /// Signs the row with the signing key that was in force before it.
    mutating func sign(with key: Curve25519.Signing.PrivateKey, logID: [UInt8]) throws(LogError) {
        do {
            signature = Array(try key.signature(for: signedBytes(logID: logID)))
        } catch {
            throw .keyUnusable(source: "for signing", reason: "it does not sign")
        }
    }

    /// Whether the holder of the private key to `publicKey` signed this row of this log.
    func isSigned(by publicKey: [UInt8], logID: [UInt8]) -> Bool {
        guard let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return verifier.isValidSignature(signature, for: signedBytes(logID: logID))
    }

    /// What heads cover of all keys.
    static func digest(of rows: [KeyRow]) -> [UInt8] {
        sha256(DomainTag.keys + rows.flatMap(\.content))
    }
}

extension KeyRow {
    /// The columns in the order in which keys are read and written.
    static let columns = "id, purpose, value, from_seq, signature"

    /// The statement that adds a key.
    static let insertion = "INSERT INTO key (\(columns)) VALUES (?, ?, ?, ?, ?)"

    /// The key on which `statement` stands, selected with ``columns``.
    init(_ statement: Statement) {
        self.init(
            id: statement.integer(0), purpose: statement.integer(1), value: statement.bytes(2),
            fromSeq: statement.integer(3), signature: statement.bytes(4))
    }

    /// Binds the key to `statement`, an insert with ``columns``.
    func bind(to statement: Statement) throws(SQLiteFailure) {
        try statement.bind(id, at: 1)
        try statement.bind(purpose, at: 2)
        try statement.bind(value, at: 3)
        try statement.bind(fromSeq, at: 4)
        try statement.bind(signature, at: 5)
    }
}
