// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The secrets of a log: the vault key, which names and seals tokens, and the key that signs heads.
struct LogKeys: Sendable {
    /// Where the vault key comes from, for errors.
    let source: String
    /// Seals tokens.
    let sealingKey: SymmetricKey
    /// Names tokens, in a log whose vault key was never changed.
    let fingerprintKey: SymmetricKey
    /// Signs heads.
    let signingKey: Curve25519.Signing.PrivateKey
    /// The public half of the signing key, 32 bytes.
    let publicKey: [UInt8]
    /// What the log keeps of the vault key, to tell the right one from others: 32 bytes from which nothing follows.
    let vaultKeyCheck: [UInt8]

    /// What the log knows of a key of 32 bytes: of a signing key its public half, of a vault key its check value; empty
    /// where it is no such key.
    static func identity(of key: [UInt8], for purpose: KeyRow.Purpose) -> [UInt8] {
        switch purpose {
        case .signing:
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: key)
            return key.map { Array($0.publicKey.rawRepresentation) } ?? []
        case .vault:
            return check(of: fingerprintKey(from: SymmetricKey(data: key)))
        }
    }

    private static func fingerprintKey(from root: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Array("fingerprint".utf8), outputByteCount: 32)
    }

    private static func check(of fingerprintKey: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: DomainTag.vaultKeyCheck, using: fingerprintKey))
    }

    /// How long a vault key is, in bytes.
    static let vaultKeySize = 32

    /// The keys that follow from a vault key of 32 bytes and an Ed25519 private key.
    init(source: String, vaultKey: [UInt8], signingKey: Curve25519.Signing.PrivateKey) {
        let root = SymmetricKey(data: vaultKey)
        self.source = source
        // One key, one purpose (HKDF, RFC 5869).
        sealingKey = HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Array("seal".utf8), outputByteCount: 32)
        fingerprintKey = LogKeys.fingerprintKey(from: root)
        vaultKeyCheck = LogKeys.check(of: fingerprintKey)
        self.signingKey = signingKey
        publicKey = Array(signingKey.publicKey.rawRepresentation)
    }
}
