import Crypto
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
        let next = try keySource.makeNextSigningKey(random: environment.random)
        try commit([id]) { append in
            try append.rotate(id, .signing, to: Array(next.publicKey.rawRepresentation), at: instant)
        }
        keys = try lock.hold(seconds: environment.lockSeconds) { () throws(LogError) in
            try keySource.settle(keys, for: meta, path: path)
        }
    }
}

extension KeySource {
    /// The keys with which a log goes on. Where a rotation of the signing key was cut off after its commit, it is
    /// finished. Only called under the log's lock.
    func settle(_ keys: LogKeys, for meta: LogMeta, path: String) throws(LogError) -> LogKeys {
        var keys = keys
        if let next = try nextSigningKey(), Array(next.publicKey.rawRepresentation) == meta.inForce(.signing) {
            try putNextSigningKeyInPlace()
            keys = try load()
        } else if keys.publicKey != meta.inForce(.signing) || keys.vaultKeyCheck != meta.inForce(.vault) {
            // Another process may have put the new one in place since these were read.
            keys = try load()
        }
        try meta.checkKeys(keys, path: path)
        return keys
    }

    /// The same, under the log's lock where that is needed.
    func settle(
        _ keys: LogKeys, for meta: LogMeta, path: String, lock: LogLock, lockSeconds: Int
    ) throws(LogError) -> LogKeys {
        guard keys.publicKey != meta.inForce(.signing) else {
            try meta.checkKeys(keys, path: path)
            return keys
        }
        return try lock.hold(seconds: lockSeconds) { () throws(LogError) in
            try settle(keys, for: meta, path: path)
        }
    }
}

extension LogMeta {
    /// The value of the key that is in force for what comes next.
    func inForce(_ purpose: KeyRow.Purpose) -> [UInt8]? {
        key(purpose, at: .max)?.value
    }
}
