// SPDX-License-Identifier: Apache-2.0

/// A file that holds one key of 32 bytes in 64 hexadecimal digits.
enum KeyFile {
    /// Reads the key at `path`.
    ///
    /// - Parameter mustBePrivate: Whether a file that others can read is refused.
    static func read(_ path: String, mustBePrivate: Bool) throws(LogError) -> [UInt8] {
        let content: [UInt8]
        do {
            if try FilePath.status(path)?.isFolder == true {
                throw LogError.keyUnusable(source: path, reason: "it is a folder")
            }
            let file = try FileHandle.reading(path)
            let mode = try file.permissions()
            if mustBePrivate, mode & 0o077 != 0 {
                throw LogError.keyExposed(path: path, mode: mode)
            }
            content = try file.read(upTo: 4096)
        } catch let error as LogError {
            throw error
        } catch let error as PosixFailure where error.isNotFound {
            throw .keyMissing(path: path)
        } catch {
            throw .keyUnusable(source: path, reason: "\(error)")
        }
        return try parse(String(decoding: content, as: UTF8.self), source: path)
    }

    /// Makes a key at `path` where there is none. What is there is never touched.
    ///
    /// It is written under another name, and gets its own when it is whole: half a key would be in the way for ever.
    static func makeIfMissing(_ path: String, random: (Int) -> [UInt8]) throws(LogError) {
        do {
            if try FilePath.status(path) == nil { try make(path, random: random) }
            // Also where it was there: who made it may have been killed before its name was on the disk.
            try FilePath.synchronizeFolder(of: path)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    private static func make(_ path: String, random: (Int) -> [UInt8]) throws(PosixFailure) {
        let draft = path + ".new-" + hex(random(8))
        try Drafts.making(draft) { () throws(PosixFailure) in
            let file = try FileHandle.creating(draft)
            try file.write(Array((hex(random(LogKeys.vaultKeySize)) + "\n").utf8))
            try file.synchronize()
            do throws(PosixFailure) {
                try FilePath.link(draft, as: path)
            } catch {
                // Another process was faster, and its key is the one that counts.
                guard error.isThere else { throw error }
            }
        }
    }

    /// The key that `text` spells.
    static func parse(_ text: String, source: String) throws(LogError) -> [UInt8] {
        let trimmed = text.split(whereSeparator: \.isWhitespace)
        guard trimmed.count == 1, let key = bytes(hex: trimmed[0]) else {
            throw .keyUnusable(source: source, reason: "it is not 64 hexadecimal digits")
        }
        guard key.count == LogKeys.vaultKeySize else {
            throw .keyUnusable(
                source: source, reason: "it has \(key.count * 2) hexadecimal digits where 64 are needed")
        }
        return key
    }
}
