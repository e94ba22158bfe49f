// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension EventLog {
    /// Which events may be moved to an archive.
    public struct ArchivePolicy: Hashable, Sendable {
        /// Those that are older than that, by the wall clock, in microseconds.
        public var minimumAgeMicroseconds: Int64
        /// All but so many of the newest.
        public var minimumEvents: Int64

        /// The events that meet both conditions.
        public init(minimumAgeMicroseconds: Int64 = 0, minimumEvents: Int64 = 0) {
            self.minimumAgeMicroseconds = minimumAgeMicroseconds
            self.minimumEvents = minimumEvents
        }
    }

    /// Up to which event `policy` allows events to be moved: always one that a checkpoint covers last; `nil` where
    /// there is none.
    public func archivableSize(under policy: ArchivePolicy) throws(LogError) -> Int64? {
        try read { connection in
            let newest = environment.wallMicroseconds() - policy.minimumAgeMicroseconds
            let find = try connection.database.prepare(
                """
                SELECT size FROM checkpoint JOIN event ON seq = size
                WHERE size <= ? AND wall_us <= ? ORDER BY size DESC LIMIT 1
                """)
            try find.bind(end.size - policy.minimumEvents, at: 1)
            try find.bind(newest, at: 2)
            return try find.step() ? find.integer(0) : nil
        }
    }

    /// Moves all events up to `size` to an archive at `archivePath`. The log goes on from what they came to, and both
    /// together verify as the one log that they are.
    ///
    /// The archive is whole and on the disk before anything is taken from the log, so a crash in between leaves the
    /// events in both; the same call again finishes it. The tokens stay where they are, and so does the state of each
    /// session. What the log can no longer tell is whether a refresh token was spent before, or an id used.
    ///
    /// - Parameters:
    ///   - size: The seq of the last event to be moved, a size of a checkpoint.
    ///   - archivePath: Where the archive is made.
    ///   - id: The identity of the event that records it.
    ///   - instant: When it happens.
    public func archive(
        through size: Int64, to archivePath: String, id: EventID, at instant: Instant
    ) throws(LogError) {
        try archive(
            ArchiveFile(log: self, size: size, path: FilePath.resolved(archivePath)), id: id, at: instant)
    }

    private func archive(_ file: ArchiveFile, id: EventID, at instant: Instant) throws(LogError) {
        try environment.expectLocal(file.path)
        // What this object knows may be old; the checkpoint may have come from another process.
        _ = try commit([]) { $0.end.size }
        try file.make()
        isGuarded = false
        forgetConnection()
        defer {
            isGuarded = true
            forgetConnection()
        }
        try commit([id]) { try $0.archive(id, through: file.size, at: instant) }
    }
}
