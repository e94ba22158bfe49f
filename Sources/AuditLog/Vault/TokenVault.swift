// SPDX-License-Identifier: Apache-2.0

import Crypto
public import TokenMachine

/// Whether a secret in the vault is an access or a refresh token.
public enum TokenKind: UInt8, Hashable, Sendable, CaseIterable {
    /// An access token (RFC 6749 section 1.4).
    case access = 1
    /// A refresh token (RFC 6749 section 1.5).
    case refresh = 2
}

/// A token to be kept under its ref.
public struct VaultedToken: Hashable, Sendable {
    /// Names the token.
    public var ref: TokenRef
    /// What it is.
    public var kind: TokenKind
    /// The token.
    public var secret: Secret

    /// A token to be kept.
    public init(ref: TokenRef, kind: TokenKind, secret: Secret) {
        self.ref = ref
        self.kind = kind
        self.secret = secret
    }
}

/// Names tokens, seals and opens them. The sealed ones lie in the log's `vault` table.
struct TokenVault: Sendable {
    private let sealingKey: SymmetricKey
    private let fingerprintKey: SymmetricKey
    private let keyed: HMAC<SHA256>
    private let logID: [UInt8]

    /// A vault under `keys`.
    ///
    /// - Parameter fingerprintKey: The key that names tokens, where it is not the one that follows from the vault key.
    init(keys: LogKeys, logID: [UInt8], fingerprintKey: SymmetricKey? = nil) {
        sealingKey = keys.sealingKey
        self.fingerprintKey = fingerprintKey ?? keys.fingerprintKey
        keyed = HMAC<SHA256>(key: self.fingerprintKey)
        self.logID = logID
    }

    /// A vault under `keys`, with the names that tokens have in the log: they outlive the vault key.
    init(keys: LogKeys, logID: [UInt8], _ database: Database, path: String) throws(LogError) {
        let kept: [UInt8]?
        do throws(SQLiteFailure) {
            let find = try database.prepare("SELECT sealed FROM vault WHERE session = 0 AND ref = 0 AND kind = 3")
            kept = try find.step() ? find.bytes(0) : nil
        } catch {
            throw LogError(error, path: path)
        }
        self.init(keys: keys, logID: logID)
        guard let kept else { return }
        guard let key = open(kept, boundTo: boundTo(session: .log, ref: 0, kind: TokenVault.fingerprintKind)) else {
            throw .damaged(path: path, seq: nil, reason: "the key that names tokens does not open")
        }
        self.init(keys: keys, logID: logID, fingerprintKey: SymmetricKey(data: key))
    }

    /// The number in the `vault` table of the key that names tokens.
    static let fingerprintKind: UInt8 = 3

    /// The key that names tokens, sealed by `successor`, so that names stay when the vault key changes.
    func sealedFingerprintKey(by successor: TokenVault, nonce: [UInt8]) throws(LogError) -> [UInt8] {
        try successor.seal(
            fingerprintKey.withUnsafeBytes { Array($0) },
            boundTo: boundTo(session: .log, ref: 0, kind: TokenVault.fingerprintKind), nonce: nonce)
    }

    /// The name of a token.
    func ref(of token: Secret) -> TokenRef {
        var authentication = keyed
        authentication.update(data: Array(token.reveal().utf8))
        let code = authentication.finalize()
        return TokenRef(rawValue: code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Seals a token with AES-256-GCM. What it is bound to is authenticated with it, so that a sealed token cannot
    /// be passed off as another's.
    func seal(_ token: VaultedToken, session: SessionID, nonce: [UInt8]) throws(LogError) -> [UInt8] {
        try seal(
            Array(token.secret.reveal().utf8),
            boundTo: boundTo(session: session, ref: token.ref.rawValue, kind: token.kind.rawValue), nonce: nonce)
    }

    private func seal(
        _ content: [UInt8], boundTo place: [UInt8], nonce: [UInt8]
    ) throws(LogError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(
                content, using: sealingKey, nonce: AES.GCM.Nonce(data: nonce), authenticating: place)
            return Array(box.nonce) + box.ciphertext + box.tag
        } catch {
            throw .keyUnusable(source: "for sealing", reason: "it does not seal")
        }
    }

    /// Opens a sealed token; `nil` where it is not what it claims to be.
    func open(_ sealed: [UInt8], session: SessionID, ref: TokenRef, kind: TokenKind) -> Secret? {
        open(sealed, boundTo: boundTo(session: session, ref: ref.rawValue, kind: kind.rawValue))
            .map { Secret(String(decoding: $0, as: UTF8.self)) }
    }

    private func open(_ sealed: [UInt8], boundTo place: [UInt8]) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let content = try? AES.GCM.open(box, using: sealingKey, authenticating: place)
        else { return nil }
        return Array(content)
    }

    private func boundTo(session: SessionID, ref: UInt64, kind: UInt8) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.seal)
        writer.write(raw: logID)
        writer.write(session.number)
        writer.write(ref)
        writer.write(kind)
        return writer.bytes
    }
}
