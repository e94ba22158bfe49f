import Crypto
public import TokenMachine

/// Whether a secret in the vault is an access or a refresh token.
public enum TokenKind: UInt8, Hashable, Sendable, CaseIterable {
    case access = 1
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
    private let keyed: HMAC<SHA256>
    private let logID: [UInt8]

    init(keys: LogKeys, logID: [UInt8]) {
        sealingKey = keys.sealingKey
        keyed = HMAC<SHA256>(key: keys.fingerprintKey)
        self.logID = logID
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
        do {
            let box = try AES.GCM.seal(
                Array(token.secret.reveal().utf8),
                using: sealingKey,
                nonce: AES.GCM.Nonce(data: nonce),
                authenticating: boundTo(session: session, ref: token.ref, kind: token.kind))
            return Array(box.nonce) + box.ciphertext + box.tag
        } catch {
            throw .keyUnusable(source: "for sealing", reason: "it does not seal")
        }
    }

    /// Opens a sealed token; `nil` where it is not what it claims to be.
    func open(_ sealed: [UInt8], session: SessionID, ref: TokenRef, kind: TokenKind) -> Secret? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let text = try? AES.GCM.open(
                box, using: sealingKey, authenticating: boundTo(session: session, ref: ref, kind: kind))
        else { return nil }
        return Secret(String(decoding: text, as: UTF8.self))
    }

    private func boundTo(session: SessionID, ref: TokenRef, kind: TokenKind) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.seal)
        writer.write(raw: logID)
        writer.write(session.number)
        writer.write(ref.rawValue)
        writer.write(kind.rawValue)
        return writer.bytes
    }
}
