// SPDX-License-Identifier: Apache-2.0

/// The side file `<log>.head`: the last signed head again, so that a log whose WAL was lost or cut, which SQLite
/// never reports, shows as shorter than its head.
struct HeadFile {
    let path: String

    /// The side file of the log at `path`.
    init(log path: String) {
        self.path = path + ".head"
    }

    /// What the side file says; `nil` where there is none, or one that was being written when the power went.
    func read() -> SignedHead? {
        guard let content = try? FileHandle.reading(path).read(upTo: SignedHead.sideFileSize + 1) else { return nil }
        return SignedHead(sideFileBytes: content)
    }

    /// Opens the side file to write it after each commit.
    func open() throws(LogError) -> FileHandle {
        do {
            let file = try FileHandle.readingAndWriting(path)
            // One that somebody made longer would never be read as a head again.
            if try FilePath.status(path)?.size != Int64(SignedHead.sideFileSize) {
                try file.resize(to: SignedHead.sideFileSize)
            }
            return file
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }
}
