#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: original + suffix, toPath: path + suffix)
                }
                if try PrivateCopy.stamps(of: original) == before { return }
            }
            throw LogError.cannotOpen(path: original, reason: "it keeps changing while it is copied")
        } catch {
            discard()
            throw error
        }
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

    private struct Stamp: Equatable {
        var size: Int64?
        var changed: Date?
    }

    private static func stamps(of original: String) throws -> [Stamp] {
        try ["", "-wal"].map { suffix in
            Stamp(
                size: try FilePath.status(original + suffix)?.size,
                changed: try FileManager.default.attributesOfItem(atPath: original + suffix)[.modificationDate] as? Date
            )
        }
    }
}
