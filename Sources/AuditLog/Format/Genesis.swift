import Crypto
import TokenMachine

/// What a log was begun with. Its hash starts the chain, so none of it can change unseen.
struct Genesis: Hashable, Sendable {
    /// 16 random bytes that tell this log from all others.
    var logID: [UInt8]
    /// The format that the log was made in.
    var format: UInt32
    /// When it was made, in microseconds since the Unix epoch.
    var createdMicroseconds: Int64
    /// Whether every commit has to be signed. A missing signature is then a finding, never a pass.
    var isSigned: Bool
    /// The first Ed25519 public key, 32 bytes.
    var firstPublicKey: [UInt8]

    /// SHA-256(tag ‖ log id ‖ format ‖ created ‖ signed ‖ first public key).
    var hash: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.genesis)
        writer.write(raw: logID)
        writer.write(format)
        writer.write(createdMicroseconds)
        writer.write(isSigned)
        writer.write(raw: firstPublicKey)
        return sha256(writer.bytes)
    }
}

/// SHA-256 of `content`.
func sha256(_ content: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: content))
}
