// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension EventLog {
    /// Puts a new vault key in the place of one that is lost. The log stays whole; the tokens that were sealed with the
    /// lost key are gone, so all sessions are signed out, and need a sign-in.
    ///
    /// - Parameters:
    ///   - path: The log.
    ///   - source: A file that is not there any more, with the signing key beside it, where it still is.
    ///   - instant: When it happens.
    /// - Returns: The log, open under the new key.
    /// - Throws: ``LogError/fileExists(path:)`` where there is a vault key; ``LogError/keyFixed(source:)`` where keys do
    ///   not lie in files; and why a log cannot be opened.
    public static func replacingLostVaultKey(
        path: String, keys source: KeySource, at instant: Instant, environment: LogEnvironment = .system
    ) throws(LogError) -> EventLog {
        guard case .file(let keyPath) = source else { throw .keyFixed(source: source.name) }
        do {
            if try FilePath.status(keyPath) != nil { throw LogError.fileExists(path: keyPath) }
        } catch let error as LogError {
            throw error
        } catch {
            throw .cannotOpen(path: keyPath, reason: "\(error)")
        }
        let next = try source.makeNextKey(for: .vault, random: environment.random)
        let keys = LogKeys(source: keyPath, vaultKey: next, signingKey: try source.loadSigningKey())
        let log = try EventLog(
            path: path, keys: source, creation: .never, durability: .full, environment: environment,
            lostVaultKey: keys)
        guard keys.publicKey == log.meta.inForce(.signing) else {
            throw .keyMismatch(source: keyPath + ".sign", log: log.path, purpose: "signing")
        }
        try log.replaceLostVaultKey(at: instant)
        return log
    }

    private func replaceLostVaultKey(at instant: Instant) throws(LogError) {
        func makeID() -> EventID {
            EventID(milliseconds: environment.wallMicroseconds() / 1000, random: environment.random(10))
        }
        let id = makeID()
        let check = keys.vaultKeyCheck
        isReplacingVaultKey = true
        defer { isReplacingVaultKey = false }
        try commit([id]) { append in
            try append.rotate(id, .vault, to: check, at: instant)
            try append.signOutAll(at: instant, makeID: makeID)
        }
        keys = try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            try keySource.settle(keys, for: meta, path: path)
        }
    }
}
