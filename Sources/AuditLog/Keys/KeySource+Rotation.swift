import Crypto

extension KeySource {
    /// The file in which the next signing key waits for the commit that brings it into force.
    private var nextSigningKeyFile: String? {
        switch self {
        case .file(let path): path + ".sign.next"
        case .environment, .credential: nil
        }
    }

    /// Makes the next signing key, and keeps it beside the one in force. One that was left there never came into
    /// force, as ``settle(_:for:path:)`` would have found.
    func makeNextSigningKey(random: (Int) -> [UInt8]) throws(LogError) -> Curve25519.Signing.PrivateKey {
        guard let path = nextSigningKeyFile else { throw .keyFixed(source: name) }
        do {
            try FilePath.remove(path)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        try KeyFile.makeIfMissing(path, random: random)
        guard let key = try nextSigningKey() else { throw .keyMissing(path: path) }
        return key
    }

    /// The next signing key; `nil` where there is none.
    func nextSigningKey() throws(LogError) -> Curve25519.Signing.PrivateKey? {
        guard let path = nextSigningKeyFile else { return nil }
        do {
            guard try FilePath.status(path) != nil else { return nil }
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        do {
            return try Curve25519.Signing.PrivateKey(
                rawRepresentation: try KeyFile.read(path, mustBePrivate: true))
        } catch let error as LogError {
            throw error
        } catch {
            throw .keyUnusable(source: path, reason: "it is no Ed25519 private key")
        }
    }

    /// Puts the next signing key in the place of the old one, and overwrites what the old one's file held.
    func putNextSigningKeyInPlace() throws(LogError) {
        guard case .file(let path) = self, let next = nextSigningKeyFile else { return }
        do {
            let old = try FileHandle.readingAndWriting(path + ".sign")
            try FilePath.rename(next, to: path + ".sign")
            try FilePath.synchronizeFolder(of: path)
            // Forward security is no better than the file system: one that keeps old blocks keeps the old key.
            try old.write(Array(repeating: UInt8(ascii: "0"), count: LogKeys.vaultKeySize * 2))
            try old.synchronize()
        } catch {
            throw .notWritten(path: path + ".sign", reason: "\(error)")
        }
    }
}
