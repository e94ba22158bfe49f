// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// What is taken as given before the first event that is verified.
struct VerificationStart: Hashable, Sendable {
    /// Where a session stands.
    struct Latest: Hashable, Sendable {
        var version: Int64
        var toState: Int64
    }

    /// How many events come before.
    var size: Int64
    /// The chain after them.
    var chain: [UInt8]
    /// The tree over them.
    var tree: MerkleFrontier
    /// The instant of the last of them; `nil` where there is none.
    var at: Int64?
    /// The wall clock of the last of them, or of the log's making.
    var wall: Int64
    /// Where the sessions stand.
    var sessions: [Int64: Latest]
    /// Whether ``sessions`` has all that there were.
    var knowsSessions: Bool

    /// The start of all.
    init(genesis: Genesis) {
        size = 0
        chain = genesis.hash
        tree = MerkleFrontier()
        at = nil
        wall = genesis.createdMicroseconds
        sessions = [:]
        knowsSessions = true
    }

    /// Behind what was moved to an archive.
    init(_ base: LogBase) {
        size = base.size
        chain = base.chain
        tree = base.tree
        at = base.at
        wall = base.wall
        sessions = [:]
        for row in base.sessions {
            let kind = (try? Upcaster.current.state(row.state, reducer: row.reducer))?.kind
            sessions[row.session] = Latest(version: row.version, toState: Int64(kind?.rawValue ?? 0))
        }
        knowsSessions = true
    }

    /// Behind a checkpoint that is trusted. The log has to hold it too, with a tree of the same root.
    init(_ trusted: Checkpoint, after start: VerificationStart, _ reader: LogReader) throws {
        guard trusted.logID == reader.meta.genesis.logID else {
            throw LogError.checkpointUnusable(path: reader.path, reason: "it is of another log")
        }
        guard trusted.size > start.size else {
            self = start
            return
        }
        let find = try reader.database.prepare(
            """
            SELECT frontier, chain, at_ms, wall_us FROM checkpoint JOIN event ON event.seq = checkpoint.size
            WHERE size = ?
            """)
        try find.bind(trusted.size, at: 1)
        guard try find.step(), let tree = MerkleFrontier(size: trusted.size, bytes: find.bytes(0)),
            tree.root == trusted.root
        else {
            throw LogError.checkpointUnusable(
                path: reader.path, reason: "the log does not hold it; verify the whole log with it as an anchor")
        }
        size = trusted.size
        self.tree = tree
        chain = find.bytes(1)
        at = find.integer(2)
        wall = find.integer(3)
        sessions = [:]
        knowsSessions = false
    }
}
