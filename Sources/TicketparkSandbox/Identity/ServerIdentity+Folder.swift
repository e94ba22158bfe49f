// SPDX-License-Identifier: Apache-2.0

import Foundation

extension ServerIdentity {
    /// The identity that is kept in a folder; a new one, kept from now on, where there is none or it has run out.
    static func kept(in folder: URL, at now: Date) throws(SandboxError) -> ServerIdentity {
        let authority = folder.appending(path: "ca.pem")
        let certificate = folder.appending(path: "server.pem")
        let key = folder.appending(path: "server.key")
        if FileManager.default.fileExists(atPath: key.path) {
            let identity = ServerIdentity(
                authorityPEM: try read(authority), certificatePEM: try read(certificate),
                privateKeyPEM: try read(key))
            if try identity.isCurrent(at: now) { return identity }
        }
        let identity = try make(at: now)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .cannotWrite(path: folder.path, reason: "the folder cannot be made")
        }
        // A folder without a key counts as empty, so the old key goes first and the new one comes last.
        unlink(key.path)
        try WholeFile.write(identity.authorityPEM, to: authority, for: .everyone)
        try WholeFile.write(identity.certificatePEM, to: certificate, for: .everyone)
        try WholeFile.write(identity.privateKeyPEM, to: key, for: .owner)
        return identity
    }

    private static func read(_ file: URL) throws(SandboxError) -> String {
        do {
            return try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw .cannotRead(path: file.path)
        }
    }
}
