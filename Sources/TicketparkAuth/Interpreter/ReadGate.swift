// SPDX-License-Identifier: Apache-2.0

package import AuditLog
import Synchronization

/// Tells readers in any thread whether what is published is what the log holds: one load and one comparison.
package final class ReadGate: Sendable {
    private let commits: CommitCounter
    private let seen: Atomic<UInt64>

    package init(commits: CommitCounter, seen: UInt64) {
        self.commits = commits
        self.seen = Atomic(seen)
    }

    /// Whether no process has committed anything that was not followed yet.
    package var isCurrent: Bool {
        commits.value == seen.load(ordering: .acquiring)
    }

    /// The count of commits as it is now. To be read before the log is, so that nothing falls between.
    var present: UInt64 { commits.value }

    /// Notes that nobody knows whether everything was followed: the log could not be written, or not be read.
    func close() {
        seen.store(commits.value &- 1, ordering: .releasing)
    }

    /// Notes that everything up to that commit was followed and published.
    func advance(to count: UInt64) {
        seen.store(count, ordering: .releasing)
    }
}
