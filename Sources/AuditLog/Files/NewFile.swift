// SPDX-License-Identifier: Apache-2.0

/// A file that a tool writes for people: it is there as a whole or not at all, and for its owner alone.
package enum NewFile {
    /// Writes `content` to a file at `path`, with mode 0600, and waits until it is on the disk.
    ///
    /// - Parameter replaces: Whether a file that is there already is replaced. That is done only where it begins as
    ///   `content` does, in its first 15 bytes: a log that was named by mistake is never lost.
    /// - Throws: Why it cannot be written. What was there before is there still.
    package static func write(_ content: [UInt8], to path: String, replaces: Bool) throws(LogError) {
        // A link stays one; what it leads to is replaced.
        let path = FilePath.resolved(path)
        let draft = path + ".new-" + hex(LogEnvironment.system.random(8))
        do {
            let isThere = try FilePath.status(path) != nil
            if isThere, try !replaces || !begins(path, as: content) { throw LogError.fileExists(path: path) }
            try Drafts.making(draft) { () throws(PosixFailure) in
                let file = try FileHandle.creating(draft)
                try file.write(content)
                try file.synchronize()
                if isThere {
                    try FilePath.rename(draft, to: path)
                } else {
                    try FilePath.link(draft, as: path)
                }
            }
            try FilePath.synchronizeFolder(of: path)
        } catch let error as LogError {
            throw error
        } catch let error as PosixFailure where error.isThere {
            throw .fileExists(path: path)
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
    }

    private static func begins(_ path: String, as content: [UInt8]) throws -> Bool {
        guard try FilePath.status(path)?.isRegular == true else { return false }
        return try FileHandle.reading(path).read(upTo: 15) == Array(content.prefix(15))
    }
}
