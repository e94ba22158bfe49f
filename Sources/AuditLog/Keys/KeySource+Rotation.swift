// SPDX-License-Identifier: Apache-2.0

import Crypto

extension KeySource {
    /// The file of the key in force for that purpose; `nil` where keys do not lie in files.
    private func file(of purpose: KeyRow.Purpose) -> String? {
        switch (self, purpose) {
        case (.file(let path), .vault): path
        case (.file(let path), .signing): path + ".sign"
        case (.environment, _), (.credential, _): nil
        }
    }

    /// Makes the next key for a purpose, and keeps it beside the one in force, under its name with `.next` behind it.
    /// One that was left there never came into force, as ``settle(_:for:path:)`` would have found.
    ///
    /// - Returns: Its 32 bytes.
    func makeNextKey(for purpose: KeyRow.Purpose, random: (Int) -> [UInt8]) throws(LogError) -> [UInt8] {
        guard let path = file(of: purpose).map({ $0 + ".next" }) else { throw .keyFixed(source: name) }
        do {
            try FilePath.remove(path)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        try KeyFile.makeIfMissing(path, random: random)
        return try KeyFile.read(path, mustBePrivate: true)
    }

    /// The next key for a purpose; `nil` where there is none.
    func nextKey(for purpose: KeyRow.Purpose) throws(LogError) -> [UInt8]? {
        guard let path = file(of: purpose).map({ $0 + ".next" }) else { return nil }
        do {
            guard try FilePath.status(path) != nil else { return nil }
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        return try KeyFile.read(path, mustBePrivate: true)
    }

    /// The keys in force, for who only reads: where a rotation was cut off after its commit, the next key is in force
    /// and has not got its name yet. Nothing is changed.
    func load(for meta: LogMeta) throws(LogError) -> LogKeys {
        guard let vault = try fileInForce(of: .vault, meta), let signing = try fileInForce(of: .signing, meta) else {
            return try load()
        }
        return try load(vaultKeyFile: vault, signingKeyFile: signing, mustBePrivate: true)
    }

    private func fileInForce(of purpose: KeyRow.Purpose, _ meta: LogMeta) throws(LogError) -> String? {
        guard let path = file(of: purpose) else { return nil }
        return try isNextInForce(for: purpose, meta) ? path + ".next" : path
    }

    /// Whether the next key for a purpose is in force already.
    private func isNextInForce(for purpose: KeyRow.Purpose, _ meta: LogMeta) throws(LogError) -> Bool {
        guard let next = try nextKey(for: purpose) else { return false }
        return LogKeys.identity(of: next, for: purpose) == meta.inForce(purpose)
    }

    /// Whether a next key waits for any purpose.
    private func hasNextKey() throws(LogError) -> Bool {
        for purpose in [KeyRow.Purpose.signing, .vault] where try nextKey(for: purpose) != nil { return true }
        return false
    }

    /// Whether the log goes on with `keys`, or with next ones.
    func fits(_ meta: LogMeta, _ keys: LogKeys) throws(LogError) -> Bool {
        for (purpose, known) in [(KeyRow.Purpose.signing, keys.publicKey), (.vault, keys.vaultKeyCheck)]
        where known != meta.inForce(purpose) {
            guard try isNextInForce(for: purpose, meta) else { return false }
        }
        return true
    }

    /// Puts the next key in the place of the old one, and overwrites what the old one's file held.
    func putNextKeyInPlace(for purpose: KeyRow.Purpose) throws(LogError) {
        guard let path = file(of: purpose) else { return }
        do {
            // A vault key that was lost has no file.
            let old = try FilePath.status(path) == nil ? nil : try FileHandle.readingAndWriting(path)
            try FilePath.rename(path + ".next", to: path)
            try FilePath.synchronizeFolder(of: path)
            // Forward security is no better than the file system: one that keeps old blocks keeps the old key.
            try old?.write(Array(repeating: UInt8(ascii: "0"), count: LogKeys.vaultKeySize * 2))
            try old?.synchronize()
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
    }

    /// The keys with which a log goes on. Where a rotation was cut off after its commit, it is finished. Only called
    /// under the log's lock.
    func settle(_ keys: LogKeys, for meta: LogMeta, path: String) throws(LogError) -> LogKeys {
        var keys = keys
        for purpose in [KeyRow.Purpose.signing, .vault] where try isNextInForce(for: purpose, meta) {
            // The old key goes for good, so what brought the new one into force must not be lost.
            do {
                try LogConnection.synchronizeWAL(of: path)
            } catch {
                throw .notWritten(path: path, reason: "\(error)")
            }
            try putNextKeyInPlace(for: purpose)
        }
        // Another process may have put new ones in place since these were read.
        if !meta.accepts(keys) { keys = try load() }
        try meta.checkKeys(keys, path: path)
        return keys
    }

    /// The same, under the log's lock where that is needed.
    func settle(
        _ keys: LogKeys, for meta: LogMeta, path: String, lock: LogLock, lockSeconds: Int
    ) throws(LogError) -> LogKeys {
        let isPending = try hasNextKey()
        guard isPending || !meta.accepts(keys) else {
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

    /// Whether `keys` are those in force for what comes next.
    func accepts(_ keys: LogKeys) -> Bool {
        keys.publicKey == inForce(.signing) && keys.vaultKeyCheck == inForce(.vault)
    }
}
