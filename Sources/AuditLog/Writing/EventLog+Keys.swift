// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension EventLog {
    /// Puts a new signing key in the place of the one in force. From the next event on, heads and checkpoints are
    /// signed with it; the old one vouches for it in the log, and is destroyed. Who steals the new one cannot write
    /// anew what was sealed under the old one.
    ///
    /// Other processes take the new key up by themselves. One that is cut off is finished by who opens the log next.
    ///
    /// - Parameters:
    ///   - id: The identity of the event that records it.
    ///   - instant: When it happens.
    /// - Throws: ``LogError/keyFixed(source:)`` where the keys do not lie in files.
    public func rotateSigningKey(id: EventID, at instant: Instant) throws(LogError) {
        // The new key is on the disk before anything depends on it.
        let next = try keySource.makeNextKey(for: .signing, random: environment.random)
        try commit([id]) { append in
            try append.rotate(id, .signing, to: LogKeys.identity(of: next, for: .signing), at: instant)
        }
        try settleKeys()
    }

    /// Puts a new vault key in the place of the one in force, and seals all tokens with it, in one transaction. Their
    /// names stay what they are.
    ///
    /// Other processes take the new key up by themselves. One that is cut off is finished by who opens the log next.
    ///
    /// - Parameters:
    ///   - id: The identity of the event that records it.
    ///   - instant: When it happens.
    /// - Throws: ``LogError/keyFixed(source:)`` where the keys do not lie in files.
    public func rotateVaultKey(id: EventID, at instant: Instant) throws(LogError) {
        let next = try keySource.makeNextKey(for: .vault, random: environment.random)
        let following = LogKeys(source: keys.source, vaultKey: next, signingKey: keys.signingKey)
        try commit([id]) { append in
            try append.rotate(id, .vault, to: following.vaultKeyCheck, at: instant)
            try append.reseal(with: following)
        }
        try settleKeys()
    }

    private func settleKeys() throws(LogError) {
        try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            keys = try keySource.settle(keys, for: meta, path: path)
            vault = try TokenVault(keys: keys, logID: meta.genesis.logID, connected().database, path: path)
        }
    }
}
