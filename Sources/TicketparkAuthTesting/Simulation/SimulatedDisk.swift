// SPDX-License-Identifier: Apache-2.0

package import AuditLog
import Synchronization

/// What the disk does to the commits of one process.
package final class SimulatedDisk: Sendable {
    /// How a commit fails.
    package enum CommitFault: Hashable, Sendable, CaseIterable {
        /// It fails, and nothing is written.
        case full
        /// It reports an error, and nothing was written.
        case errorNotWritten
        /// It reports an error, and all was written.
        case errorWritten
    }

    private let faults = Mutex<[CommitFault]>([])

    package init() {}

    /// Lets the next commits fail so, one after the other.
    package func inject(_ fault: CommitFault, times: Int) {
        faults.withLock { $0 += Array(repeating: fault, count: times) }
    }

    /// Works again.
    package func heal() {
        faults.withLock { $0 = [] }
    }

    /// Commits, or does what a fault has in store.
    @Sendable
    package func commit(_ database: Database) throws(SQLiteFailure) {
        let fault = faults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        switch fault {
        case nil:
            try database.execute("COMMIT")
        case .full:
            try database.execute("ROLLBACK")
            throw SQLiteFailure(code: 13, message: "database or disk is full")
        case .errorNotWritten:
            try database.execute("ROLLBACK")
            throw SQLiteFailure(code: 1034, message: "disk I/O error")
        case .errorWritten:
            try database.execute("COMMIT")
            throw SQLiteFailure(code: 1034, message: "disk I/O error")
        }
    }
}
