// SPDX-License-Identifier: Apache-2.0

/// A perfect subtree of the Merkle tree: 2^level leaves that begin at a multiple of as many.
struct MerkleNode: Hashable, Sendable {
    /// How many levels are below it: 0 for a leaf.
    var level: Int
    /// Which one of its level it is, counted from 0.
    var index: Int64

    /// A subtree.
    init(level: Int, index: Int64) {
        self.level = level
        self.index = index
    }

    /// The subtree over those leaves; `nil` where they are none.
    init?(_ leaves: Range<Int64>) {
        let count = leaves.upperBound - leaves.lowerBound
        guard count > 0, count.nonzeroBitCount == 1, leaves.lowerBound % count == 0 else { return nil }
        level = count.trailingZeroBitCount
        index = leaves.lowerBound >> Int64(level)
    }
}
