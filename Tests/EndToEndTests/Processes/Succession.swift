// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// The order in which a session's access tokens were issued, by what its log says, and what reads of them have to do
/// with it.
struct Succession {
    private struct Issue {
        var place: Int
        /// When the event that brought it was written down, just before its commit; in microseconds since the Unix epoch.
        var wall: Int64
        /// The process that got it.
        var process: Int64
    }

    private var issues: [String: Issue] = [:]
    /// Whether a token came so late that it had run out, as happens on a machine that has other things to do for seconds.
    private var hasLateToken = false

    init(_ events: [StoredEvent], writers: [Int64: Int64]) {
        for event in events {
            if case .failed(let held)? = event.transition?.state, held.failure == .grantUnusable { hasLateToken = true }
            guard case .grantIssued(_, let grant, spent: _)? = event.event?.fact, let access = grant.access,
                event.transition?.state.access?.ref == access.ref
            else { continue }
            issues[access.ref.hexText] = Issue(
                place: issues.count, wall: event.wallMicroseconds, process: writers[event.writer] ?? 0)
        }
    }

    /// How many tokens there were.
    var count: Int { issues.count }

    /// What is wrong with reads: one that brought no token, or one that brought an older token than some other read that
    /// had ended before, in whatever process.
    func complaints(about reads: [CallerProcess.Read]) -> [String] {
        var complaints: [String] = []
        let ended = reads.sorted { $0.end < $1.end }
        var newest = -1
        var next = 0
        for read in reads.sorted(by: { $0.begin < $1.begin }) {
            while next < ended.count, ended[next].end < read.begin {
                newest = max(newest, issues[ended[next].outcome]?.place ?? -1)
                next += 1
            }
            guard let issue = issues[read.outcome] else {
                if hasLateToken, read.outcome == "unavailable" { continue }
                complaints.append("a read at \(read.begin) came to \(read.outcome)")
                continue
            }
            if issue.place < newest {
                complaints.append(
                    "a read at \(read.begin) brought token \(issue.place), after token \(newest) was read")
            }
        }
        return complaints
    }

    /// How long after its commit a token reached those who waited for it in other processes than the one that got it, in
    /// microseconds, the longest last. The time that the commit took is counted in.
    func waits(of reads: [CallerProcess.Read]) -> [Int64] {
        reads.compactMap { read in
            guard let issue = issues[read.outcome], issue.process != Int64(read.process), read.begin < issue.wall else {
                return nil
            }
            return read.end - issue.wall
        }.sorted()
    }
}
