// SPDX-License-Identifier: Apache-2.0

/// Makes proofs of the events that one checkpoint covers.
///
/// All of these events are read once when it is made, then 256 of them again for each proof. What it keeps of them is
/// one hash for 128 events.
final class LogProver {
    private let reader: LogReader
    private let checkpoint: Checkpoint
    private let referred: ReferredRowCache
    /// The first event that is not in an archive.
    private let first: Int64
    private let outline: MerkleOutline
    private var tile: MerkleTile?

    /// - Throws: ``LogError/damaged(path:seq:reason:)`` where the events are not those that the checkpoint was signed
    ///   over, or the key that was in force has not signed it.
    init(_ reader: LogReader, _ checkpoint: Checkpoint) throws(LogError) {
        self.reader = reader
        self.checkpoint = checkpoint
        referred = ReferredRowCache(reader: reader)
        guard let key = reader.meta.key(.signing, at: checkpoint.size), checkpoint.isSigned(by: key.value) else {
            throw .damaged(
                path: reader.path, seq: checkpoint.size,
                reason: "the key that was in force has not signed its checkpoint")
        }
        let base = try reader.transaction { try LogBase(reader.database) }
        first = (base?.size ?? 0) + 1
        var outline = MerkleOutline(after: base?.tree ?? MerkleFrontier())
        let leaves = EventLeaves(reader, referred)
        try leaves.forEach(from: first, through: checkpoint.size) { outline.append($0) }
        self.outline = outline
        guard outline.tree.root == checkpoint.root, checkpoint.logID == reader.logID else {
            throw .damaged(
                path: reader.path, seq: nil,
                reason: "its events are not those that the checkpoint over \(checkpoint.size) events was signed over")
        }
    }

    /// The proof of the event of that seq; `nil` where the checkpoint does not cover it, or it lies in an archive.
    func proof(of seq: Int64) throws(LogError) -> InclusionProof? {
        guard seq >= first, seq <= checkpoint.size else { return nil }
        let start = MerkleOutline.tileStart(of: seq - 1)
        if let tile, tile.start == start { return outline.proof(of: seq - 1, in: tile) }
        let tile = try readTile(at: start)
        self.tile = tile
        return outline.proof(of: seq - 1, in: tile)
    }

    /// The bytes of which the leaf of a row is the hash, without the zero byte in front.
    func content(of row: EventRow) throws(LogError) -> [UInt8] {
        Array(try EventLeaves(reader, referred).bytes(of: row).dropFirst())
    }

    private func readTile(at start: Int64) throws(LogError) -> MerkleTile {
        var tile = outline.tile(at: start)
        let last = min(start + MerkleOutline.tileSize, checkpoint.size)
        try EventLeaves(reader, referred).forEach(from: max(first, start + 1), through: last) { tile.append($0) }
        return tile
    }
}

/// The leaves of a log's events as its tree has them.
struct EventLeaves {
    private let reader: LogReader
    private let referred: ReferredRowCache

    init(_ reader: LogReader, _ referred: ReferredRowCache) {
        self.reader = reader
        self.referred = referred
    }

    /// Calls `body` with the leaves from the event `first` to the event `last`, of which none may be missing.
    func forEach(from first: Int64, through last: Int64, _ body: (Hash) -> Void) throws(LogError) {
        var next = first
        try reader.forEachRow(from: first, through: last) { row throws(LogError) in
            guard row.seq == next else { throw try reader.missing(next) }
            body(Hash(of: try bytes(of: row)))
            next += 1
        }
        guard next > last else { throw try reader.missing(next) }
    }

    /// The bytes of which the leaf of a row is the hash.
    func bytes(of row: EventRow) throws(LogError) -> [UInt8] {
        let session =
            row.session == 0 ? LeafContext.noSession : try digest(.session, row.session, of: row)
        let context = LeafContext(
            logID: reader.logID, session: session, policy: try digest(.policy, row.policy, of: row),
            writer: try digest(.writer, row.writer, of: row))
        return row.leafBytes(in: context)
    }

    private func digest(
        _ table: ReferredRowCache.Table, _ id: Int64, of row: EventRow
    ) throws(LogError) -> Hash {
        guard let digest = try referred.digest(table, id) else {
            throw .damaged(path: reader.path, seq: row.seq, reason: "\(table.rawValue) \(id) is missing")
        }
        return digest
    }
}
