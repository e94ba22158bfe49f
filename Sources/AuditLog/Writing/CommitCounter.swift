// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How many commits all processes have made to a log, on a scale of its own, in memory that they share.
///
/// Reading it is one load, from any thread: so a reader knows at no cost whether there is anything new in the log.
public final class CommitCounter: Sendable {
    // The pointer never changes and what it points to is only touched atomically, so any thread may use it.
    private nonisolated(unsafe) let page: UnsafeMutableRawPointer
    private let size: Int

    private static let offset = 64

    /// Maps the counter into memory; `nil` with `errno` where that cannot be done.
    init?(descriptor: Int32, size: Int) {
        let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let mapped, mapped != MAP_FAILED else { return nil }
        page = mapped
        self.size = size
    }

    deinit {
        munmap(page, size)
    }

    /// The count as it is now.
    public var value: UInt64 {
        audit_counter_load(page + CommitCounter.offset)
    }

    /// Counts one more. Only called with the log's lock held.
    func increment() {
        audit_counter_store(page + CommitCounter.offset, value &+ 1)
    }
}
