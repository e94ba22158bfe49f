// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// Where a log begins whose older events were moved to an archive: what has to be known of them to go on.
struct LogBase: Hashable, Sendable {
    /// A row of the `base_session` table: the last of a session's events that was moved.
    struct Session: Hashable, Sendable {
        var session: Int64
        var seq: Int64
        var version: Int64
        var at: Int64
        var wall: Int64
        var policy: Int64
        /// The version of the reducer that met it.
        var reducer: Int64
        /// The state after it; empty for the log's own records.
        var state: [UInt8]
    }

    /// The seq of the last event that was moved.
    var size: Int64
    /// The chain after it.
    var chain: [UInt8]
    /// The tree over all that were moved.
    var tree: MerkleFrontier
    /// The instant of the last of them, in milliseconds since the Unix epoch.
    var at: Int64
    /// The wall clock of the last of them, in microseconds since the Unix epoch.
    var wall: Int64
    /// The sessions that had any, in the order of their numbers; the log's own records stand under 0.
    var sessions: [Session]

    /// What the record of the archiving covers: all of it, and the rows that it refers to.
    ///
    /// - Parameters:
    ///   - session: The digest of a session's row.
    ///   - policy: The digest of a policy's row.
    func digest<Failure>(
        session: (Int64) throws(Failure) -> Hash?, policy: (Int64) throws(Failure) -> Hash?
    ) throws(Failure) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.base)
        writer.write(size)
        writer.write(counted: chain)
        writer.write(counted: tree.bytes)
        writer.write(at)
        writer.write(wall)
        for row in sessions {
            let sessionDigest = row.session == 0 ? nil : try session(row.session)
            (sessionDigest ?? LeafContext.noSession).write(to: &writer)
            (try policy(row.policy) ?? Hash.zero).write(to: &writer)
            writer.write(row.session)
            writer.write(row.seq)
            writer.write(row.version)
            writer.write(row.at)
            writer.write(row.wall)
            writer.write(row.policy)
            writer.write(row.reducer)
            writer.write(counted: row.state)
        }
        return sha256(writer.bytes)
    }
}

extension LogBase {
    /// Where the log begins; `nil` where nothing was ever moved.
    init?(_ database: Database) throws {
        let read = try database.prepare("SELECT size, chain, frontier, at_ms, wall_us FROM base WHERE id = 1")
        guard try read.step() else { return nil }
        size = read.integer(0)
        chain = read.bytes(1)
        // A frontier that is not one of that size stands for no tree; its digest tells.
        tree = MerkleFrontier(size: size, bytes: read.bytes(2)) ?? MerkleFrontier()
        at = read.integer(3)
        wall = read.integer(4)
        sessions = []
        let readSessions = try database.prepare(
            "SELECT session, seq, version, at_ms, wall_us, policy, reducer, state FROM base_session ORDER BY session")
        while try readSessions.step() {
            sessions.append(
                Session(
                    session: readSessions.integer(0), seq: readSessions.integer(1), version: readSessions.integer(2),
                    at: readSessions.integer(3), wall: readSessions.integer(4), policy: readSessions.integer(5),
                    reducer: readSessions.integer(6), state: readSessions.bytes(7)))
        }
    }
}
