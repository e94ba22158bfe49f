// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Writes files that are never there in parts.
enum WholeFile {
    /// Who can read a file, besides its owner, who can write it too.
    enum Readers: mode_t {
        case owner = 0o600
        case everyone = 0o644
    }

    /// Replaces the file. A private one is readable by others at no moment.
    static func write(_ text: String, to file: URL, for readers: Readers) throws(SandboxError) {
        let draft = file.path + ".new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, readers.rawValue)
        guard descriptor >= 0 else { throw .cannotWrite(path: file.path, reason: reason()) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } catch {
            throw .cannotWrite(path: file.path, reason: "the write failed")
        }
        guard rename(draft, file.path) == 0 else { throw .cannotWrite(path: file.path, reason: reason()) }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
