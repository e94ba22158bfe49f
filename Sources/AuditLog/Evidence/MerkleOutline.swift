// SPDX-License-Identifier: Apache-2.0

/// What is kept of a whole tree so that the proof of any of its leaves can be found with a look at 256 leaves around
/// it: the roots of all larger perfect subtrees, and the frontier. That is one hash for 128 leaves.
struct MerkleOutline {
    /// The tree so far.
    private(set) var tree: MerkleFrontier
    /// The tree that there was to begin with.
    private let base: MerkleFrontier
    private var nodes: [MerkleNode: Hash] = [:]

    /// How many levels a tile has.
    private static let tileLevel = 8
    /// How many leaves a tile has.
    static let tileSize = Int64(1) << Int64(tileLevel)

    /// - Parameter base: The tree over the leaves that are not there any more.
    init(after base: MerkleFrontier) {
        self.base = base
        tree = base
        for (leaves, root) in base.subtrees {
            if let node = MerkleNode(leaves) { nodes[node] = root }
        }
    }

    /// Adds the leaf with that hash.
    mutating func append(_ leaf: Hash) {
        tree.append(leaf) { node, root in
            if node.level >= MerkleOutline.tileLevel { nodes[node] = root }
        }
    }

    /// The first leaf of the tile that `index` is in.
    static func tileStart(of index: Int64) -> Int64 {
        index & ~(tileSize - 1)
    }

    /// The tile that begins with the leaf `start`, without those of its leaves that are still there.
    func tile(at start: Int64) -> MerkleTile {
        MerkleTile(at: start, after: base)
    }

    /// The proof that the leaf `index` is in the tree; `nil` where what lies beside it is not known.
    ///
    /// - Parameter tile: The tile that it is in, with all of its leaves.
    func proof(of index: Int64, in tile: MerkleTile) -> InclusionProof? {
        var hashes: [[UInt8]] = []
        for leaves in InclusionProof.ranges(index: index, size: tree.size) {
            guard let hash = root(over: leaves, in: tile) else { return nil }
            hashes.append(hash.bytes)
        }
        return InclusionProof(index: index, size: tree.size, hashes: hashes)
    }

    private func root(over leaves: Range<Int64>, in tile: MerkleTile) -> Hash? {
        if let node = MerkleNode(leaves), let root = tile.nodes[node] ?? nodes[node] { return root }
        // What is no perfect subtree, or is part of another tile, reaches to the end of the tree.
        guard leaves.upperBound == tree.size else { return nil }
        let rest = tree.subtrees.filter { $0.leaves.lowerBound >= leaves.lowerBound }.map(\.root)
        return MerkleFrontier.root(over: rest)
    }
}

/// A part of a tree that is looked at leaf by leaf.
struct MerkleTile {
    /// Its first leaf.
    let start: Int64
    private(set) var nodes: [MerkleNode: Hash] = [:]
    private var tree: MerkleFrontier

    init(at start: Int64, after base: MerkleFrontier) {
        self.start = start
        let known = base.subtrees.filter { $0.leaves.lowerBound >= start }
        tree =
            MerkleFrontier(size: max(0, base.size - start), bytes: known.flatMap(\.root.bytes))
            ?? MerkleFrontier()
    }

    /// Adds the leaf with that hash.
    mutating func append(_ leaf: Hash) {
        let start = start
        tree.append(leaf) { node, root in
            nodes[MerkleNode(level: node.level, index: (start >> Int64(node.level)) + node.index)] = root
        }
    }
}
