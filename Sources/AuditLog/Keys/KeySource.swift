// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where the keys of a log come from.
public enum KeySource: Hashable, Sendable {
    /// A file of mode 0600 with the vault key in 64 hexadecimal digits, and beside it, under the same name with
    /// `.sign` behind it, one with the signing key. Both are made together with a new log, and only then.
    case file(path: String)
    /// Two environment variables with 64 hexadecimal digits each.
    case environment(vaultKey: String, signingKey: String)
    /// Two systemd credentials (`$CREDENTIALS_DIRECTORY`), the second under the name of the first with `.sign`.
    case credential(name: String)

    /// What the source is called in errors.
    var name: String {
        switch self {
        case .file(let path): path
        case .environment(let vaultKey, _): "$\(vaultKey)"
        case .credential(let name): "credential \(name)"
        }
    }

    /// The keys of a log that is there.
    func load() throws(LogError) -> LogKeys {
        switch self {
        case .file(let path):
            // Where the replacement of a lost key was cut off, the new one has not got its name yet.
            let isCutOff = (try? FilePath.status(path)) == nil && (try? FilePath.status(path + ".next")) != nil
            return try load(
                vaultKeyFile: isCutOff ? path + ".next" : path, signingKeyFile: path + ".sign", mustBePrivate: true)
        case .environment(let vaultKey, let signingKey):
            return try makeKeys(
                vaultKey: try KeySource.variable(vaultKey), signingKey: try KeySource.variable(signingKey),
                signingSource: "$\(signingKey)")
        case .credential(let name):
            guard let folder = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"] else {
                throw .keyUnusable(
                    source: self.name, reason: "$CREDENTIALS_DIRECTORY is not set, so systemd did not start this")
            }
            // systemd sets the modes of credentials itself, and their folder is private to the service.
            let path = folder + "/" + name
            return try load(vaultKeyFile: path, signingKeyFile: path + ".sign", mustBePrivate: false)
        }
    }

    /// The keys for a new log: those that are there, else new ones where the source can keep them.
    func loadOrMake(random: (Int) -> [UInt8]) throws(LogError) -> LogKeys {
        if case .file(let path) = self {
            try KeyFile.makeIfMissing(path, random: random)
            // A vault key that cannot be used is found before a signing key is made for it.
            _ = try KeyFile.read(path, mustBePrivate: true)
            try KeyFile.makeIfMissing(path + ".sign", random: random)
        }
        return try load()
    }

    func load(
        vaultKeyFile: String, signingKeyFile: String, mustBePrivate: Bool
    ) throws(LogError) -> LogKeys {
        try makeKeys(
            vaultKey: try KeyFile.read(vaultKeyFile, mustBePrivate: mustBePrivate),
            signingKey: try KeyFile.read(signingKeyFile, mustBePrivate: mustBePrivate),
            signingSource: signingKeyFile)
    }

    private func makeKeys(
        vaultKey: [UInt8], signingKey: [UInt8], signingSource: String
    ) throws(LogError) -> LogKeys {
        LogKeys(
            source: name, vaultKey: vaultKey,
            signingKey: try KeySource.signingKey(signingKey, source: signingSource))
    }

    /// The signing key alone, where the vault key is lost.
    func loadSigningKey() throws(LogError) -> Curve25519.Signing.PrivateKey {
        guard case .file(let path) = self else { throw .keyFixed(source: name) }
        return try KeySource.signingKey(
            try KeyFile.read(path + ".sign", mustBePrivate: true), source: path + ".sign")
    }

    private static func signingKey(
        _ key: [UInt8], source: String
    ) throws(LogError) -> Curve25519.Signing.PrivateKey {
        do {
            return try Curve25519.Signing.PrivateKey(rawRepresentation: key)
        } catch {
            throw .keyUnusable(source: source, reason: "it is no Ed25519 private key")
        }
    }

    private static func variable(_ name: String) throws(LogError) -> [UInt8] {
        guard let text = ProcessInfo.processInfo.environment[name] else {
            throw .keyUnusable(source: "$\(name)", reason: "the variable is not set")
        }
        return try KeyFile.parse(text, source: "$\(name)")
    }
}
