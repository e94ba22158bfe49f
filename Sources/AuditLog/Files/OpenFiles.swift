// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The log files that this process has open, so that none of them is opened and closed beside SQLite.
enum OpenFiles {
    private static let counts = Mutex<[FilePath.Identity: Int]>([:])

    /// Holds a file as open for as long as it lives.
    final class Registration: Sendable {
        private let identity: FilePath.Identity

        init(_ identity: FilePath.Identity) {
            self.identity = identity
            counts.withLock { $0[identity, default: 0] += 1 }
        }

        deinit {
            counts.withLock { counts in
                let count = (counts[identity] ?? 1) - 1
                counts[identity] = count > 0 ? count : nil
            }
        }
    }

    /// Whether this process has the file at `path` open.
    static func contains(_ path: String) -> Bool {
        guard let status = try? FilePath.status(path) else { return false }
        return counts.withLock { $0[status.identity] != nil }
    }

    /// Registers the file at `path`. Where this process has it not open yet, `check` may open and close it first,
    /// and no other thread opens it meanwhile.
    static func register(
        _ path: String, check: () throws(LogError) -> Void
    ) throws(LogError) -> Registration? {
        try opening.withLock { _ throws(LogError) in
            if !contains(path) { try check() }
            return register(path)
        }
    }

    private static let opening = Mutex<Void>(())

    /// Registers the file at `path`.
    static func register(_ path: String) -> Registration? {
        guard let status = try? FilePath.status(path) else { return nil }
        return Registration(status.identity)
    }
}
