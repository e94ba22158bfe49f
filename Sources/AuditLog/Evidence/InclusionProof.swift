// SPDX-License-Identifier: Apache-2.0

/// The path from one leaf to the root of a Merkle tree (RFC 6962, section 2.1.1): who has the leaf and trusts the root
/// can see with it that the leaf is in the tree.
public struct InclusionProof: Hashable, Sendable {
    /// Which leaf it is, counted from 0: one less than the seq of the event.
    public var index: Int64
    /// How many leaves the tree has.
    public var size: Int64
    /// The hashes beside the path, from the leaf to the root, 32 bytes each.
    public var hashes: [[UInt8]]

    /// A proof of these parts.
    public init(index: Int64, size: Int64, hashes: [[UInt8]]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The root to which the proof leads from the leaf with that hash; `nil` where it is no proof for a tree of that
    /// size (RFC 9162, section 2.1.3.2).
    public func root(leaf: [UInt8]) -> [UInt8]? {
        Hash(leaf).flatMap(root)?.bytes
    }

    /// The root to which the proof leads from that leaf.
    func root(leaf: Hash) -> Hash? {
        guard index >= 0, index < size else { return nil }
        var node = index
        var last = size - 1
        var root = leaf
        for hash in hashes {
            guard last > 0, let hash = Hash(hash) else { return nil }
            if node & 1 == 1 || node == last {
                root = MerkleFrontier.node(hash, root)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                root = MerkleFrontier.node(root, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 ? root : nil
    }

    /// The leaves below each of the hashes, in the same order.
    static func ranges(index: Int64, size: Int64) -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        var low: Int64 = 0
        var high = size
        while high - low > 1 {
            // The largest power of two that is smaller than the number of leaves.
            let half = Int64(1) << Int64(63 - (high - low - 1).leadingZeroBitCount)
            let middle = low + half
            if index < middle {
                ranges.append(middle..<high)
                high = middle
            } else {
                ranges.append(low..<middle)
                low = middle
            }
        }
        return ranges.reversed()
    }
}
