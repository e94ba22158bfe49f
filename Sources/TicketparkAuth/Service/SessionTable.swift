// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// What the handles of each session in use have in common.
struct SessionTable {
    private var sessions: [SessionLabel: PublishedSession] = [:]
    /// Those that were let go of while somebody had a handle, whom the next handle has to share with.
    private var lingering: Set<SessionLabel> = []
    /// With so many of them it is worth looking whose handles are gone.
    private var sweepCount = SessionTable.leastSweepCount

    private static let leastSweepCount = 16

    /// How many sessions there are.
    var count: Int { sessions.count }

    /// The session of that label, the same for all who have a handle.
    mutating func session(_ label: SessionLabel) -> PublishedSession {
        if let session = sessions[label] { return session }
        let session = PublishedSession()
        sessions[label] = session
        return session
    }

    /// Lets go of a session as soon as nobody has a handle.
    mutating func letGo(of label: SessionLabel) {
        lingering.insert(label)
        removeIfUnused(label)
        guard lingering.count >= sweepCount else { return }
        for label in lingering { removeIfUnused(label) }
        // Twice as many as are left, so that each that lingers is looked at twice in the mean.
        sweepCount = max(SessionTable.leastSweepCount, 2 * lingering.count)
    }

    private mutating func removeIfUnused(_ label: SessionLabel) {
        guard sessions[label] == nil || isKnownUniquelyReferenced(&sessions[label]) else { return }
        sessions[label] = nil
        lingering.remove(label)
    }

    /// Lets go of all sessions, and says which these were.
    mutating func removeAll() -> [PublishedSession] {
        defer { self = SessionTable() }
        return Array(sessions.values)
    }
}
