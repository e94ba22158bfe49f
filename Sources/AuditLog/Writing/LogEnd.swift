// SPDX-License-Identifier: Apache-2.0

/// Where a log ends, and what has to be known of it to go on: read together, and replaced together with each commit.
struct LogEnd: Hashable, Sendable {
    /// The signed head.
    var head: SignedHead
    /// The tree over all events.
    var tree: MerkleFrontier
    /// The wall clock of the last event that a checkpoint covers, in microseconds since the Unix epoch; where there is
    /// no checkpoint, that of the log's making.
    var checkpointWall: Int64

    /// How many events there are.
    var size: Int64 { head.size }
}

extension LogEnd {
    /// The end as it stands in the file, true or not.
    init(_ connection: LogConnection, meta: LogMeta, path: String) throws {
        defer { connection.readHead.reset() }
        guard try connection.readHead.step() else {
            throw LogError.damaged(path: path, seq: nil, reason: "its head is missing")
        }
        head = SignedHead(connection.readHead)
        let bytes = connection.readHead.bytes(SignedHead.columnCount)
        guard let tree = MerkleFrontier(size: head.size, bytes: bytes), tree.root == head.root else {
            throw LogError.damaged(path: path, seq: head.size, reason: "its tree is not the one that its head names")
        }
        self.tree = tree
        checkpointWall = meta.genesis.createdMicroseconds
        guard head.checkpoint > 0 else { return }
        defer { connection.readCheckpoint.reset() }
        try connection.readCheckpoint.bind(head.checkpoint, at: 1)
        guard try connection.readCheckpoint.step(),
            let checkpoint = Checkpoint(connection.readCheckpoint.optionalText(0) ?? "")
        else {
            throw LogError.damaged(path: path, seq: head.checkpoint, reason: "its last checkpoint is missing")
        }
        checkpointWall = checkpoint.wallMicroseconds
    }

    /// Makes sure that the head is signed, and that the log ends where it says.
    func check(_ connection: LogConnection, meta: LogMeta, path: String) throws {
        guard meta.isGenuine(head) else {
            throw LogError.damaged(path: path, seq: head.size, reason: "the signature of its head is wrong")
        }
        guard !head.isArchive else { throw LogError.isArchive(path: path) }
        defer { connection.readTail.reset() }
        let hasTail = try connection.readTail.step()
        let size = hasTail ? connection.readTail.integer(0) : 0
        guard size >= head.size else {
            throw LogError.shortened(path: path, size: size, headSize: head.size)
        }
        let chain = hasTail ? connection.readTail.bytes(1) : meta.genesis.hash
        guard size == head.size, chain == head.chain else {
            throw LogError.damaged(path: path, seq: size, reason: "its last event is not the one that its head names")
        }
    }
}
