// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A copy of a log and its WAL in a folder that nobody else can look into.
struct PrivateCopy {
    private let folder: String

    /// The copied log.
    var path: String { folder + "/log" }

    /// Copies the log at `original`.
    ///
    /// - Throws: Why it cannot be copied; also when it was written to meanwhile, several times over.
    init(of original: String) throws {
        folder = try FilePath.makePrivateFolder()
        do {
            for _ in 1...PrivateCopy.tries {
                let before = try PrivateCopy.stamps(of: original)
                remove()
                for suffix in ["", "-wal"] where try FilePath.status(original + suffix) != nil {
                    try PrivateCopy.copy(original + suffix, to: path + suffix)
                }
                if try PrivateCopy.stamps(of: original) == before { return }
            }
            throw LogError.cannotOpen(path: original, reason: "it keeps changing while it is copied")
        } catch {
            discard()
            throw error
        }
    }

    /// What the files of the copy are, in words by which somebody else can find the same.
    ///
    /// Only before SQLite works on them.
    func fingerprints() throws -> String {
        let parts = try [("the file", ""), ("its WAL", "-wal")].compactMap { name, suffix in
            try PrivateCopy.sha256(of: path + suffix).map { "SHA-256 of \(name) \($0)" }
        }
        return parts.joined(separator: ", ")
    }

    private static func sha256(of path: String) throws -> String? {
        guard try FilePath.status(path) != nil else { return nil }
        let file = try FileHandle.reading(path)
        var hash = SHA256()
        while case let piece = try file.readNext(upTo: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        return hex(hash.finalize())
    }

    /// Takes the copy away. What SQLite has open stays readable for it.
    func discard() {
        remove()
        // What cannot be taken away stays in a private folder; reading goes on.
        try? FilePath.removeFolder(folder)
    }

    private func remove() {
        for suffix in ["", "-wal", "-shm"] { try? FilePath.remove(path + suffix) }
    }

    /// A log that is written to faster than it is copied is no evidence that lies still.
    private static let tries = 3

    private static func copy(_ original: String, to path: String) throws(LogError) {
        func failing<Result>(
            _ what: String, _ body: () throws(PosixFailure) -> Result
        ) throws(LogError) -> Result {
            do {
                return try body()
            } catch {
                throw .cannotOpen(path: original, reason: what + "\(error)")
            }
        }
        let source = try failing("") { () throws(PosixFailure) in try FileHandle.reading(original) }
        let copy = "a private copy of it cannot be made: "
        let target = try failing(copy) { () throws(PosixFailure) in try FileHandle.creating(path) }
        var offset = 0
        while true {
            let piece = try failing("") { () throws(PosixFailure) in try source.readNext(upTo: 1 << 20) }
            guard !piece.isEmpty else { return }
            try failing(copy) { () throws(PosixFailure) in try target.write(piece, at: offset) }
            offset += piece.count
        }
    }

    private struct Stamp: Equatable {
        var size: Int64
        var changed: Int64
    }

    private static func stamps(of original: String) throws(PosixFailure) -> [Stamp?] {
        var stamps: [Stamp?] = []
        for suffix in ["", "-wal"] {
            let status = try FilePath.status(original + suffix)
            stamps.append(status.map { Stamp(size: $0.size, changed: $0.changed) })
        }
        return stamps
    }
}
