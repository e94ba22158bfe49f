// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Files that bear another name until they are whole: whatever ends the work on one, nothing is left of it.
package enum Drafts {
    private static let paths = Mutex<Set<String>>([])

    /// Runs `body`, which makes a file at `path`, and gives it the name that it is to have when it is whole. Afterwards
    /// there is nothing at `path`, nor what SQLite puts beside it.
    static func making<Result, Failure>(
        _ path: String, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        paths.withLock { _ = $0.insert(path) }
        defer {
            remove(path)
            paths.withLock { _ = $0.remove(path) }
        }
        return try body()
    }

    /// Takes away all that this process has not finished, for somebody who ends it.
    ///
    /// - Parameter end: Ends the process. Until it returns no other thread goes on with what it has lost.
    package static func removeAll(then end: () -> Void) {
        paths.withLock { paths in
            paths.forEach(remove)
            end()
        }
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            // A draft that stays behind is in nobody's way; what it was for is worth more than that error.
            guard let status = try? FilePath.status(path + suffix), status.isRegular else { continue }
            try? FilePath.remove(path + suffix)
        }
    }
}
