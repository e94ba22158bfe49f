// SPDX-License-Identifier: Apache-2.0

/// The Merkle tree of RFC 6962, section 2.1, over a sequence of leaves, as far as it is needed to go on: the roots of
/// the largest perfect subtrees that it consists of, from left to right. A tree of a million leaves has at most twenty.
package struct MerkleFrontier: Hashable, Sendable {
    /// How many leaves there are.
    package private(set) var size: Int64 = 0
    /// The roots of the perfect subtrees, the largest first.
    private(set) var nodes: [Hash] = []

    /// The tree without leaves.
    package init() {}

    /// The frontier of a tree of `size` leaves as a log keeps it; `nil` where the bytes are not of that many nodes.
    package init?(size: Int64, bytes: [UInt8]) {
        guard size >= 0, bytes.count == size.nonzeroBitCount * Hash.size else { return nil }
        self.size = size
        nodes = stride(from: 0, to: bytes.count, by: Hash.size).compactMap { Hash(bytes[$0..<$0 + Hash.size]) }
    }

    /// The nodes as a log keeps them, one behind the other.
    package var bytes: [UInt8] { nodes.flatMap(\.bytes) }

    /// Adds the leaf with that hash.
    package mutating func append(_ leaf: Hash) {
        append(leaf) { _, _ in }
    }

    /// Adds the leaf with that hash.
    ///
    /// - Parameter completed: Is given the root of each perfect subtree that the leaf completes, itself first.
    mutating func append(_ leaf: Hash, completed: (MerkleNode, Hash) -> Void) {
        nodes.append(leaf)
        completed(MerkleNode(level: 0, index: size), leaf)
        // Each one at the end of the number of leaves so far is a pair of subtrees that this leaf completes.
        for level in 0..<(~size).trailingZeroBitCount {
            let right = nodes.removeLast()
            let node = MerkleFrontier.node(nodes.removeLast(), right)
            nodes.append(node)
            completed(MerkleNode(level: level + 1, index: size >> Int64(level + 1)), node)
        }
        size += 1
    }

    /// The root of the tree; of no leaves, the hash of no bytes.
    package var root: [UInt8] { MerkleFrontier.root(over: nodes).bytes }

    /// The root over perfect subtrees that lie beside each other, the largest first.
    static func root(over nodes: some BidirectionalCollection<Hash>) -> Hash {
        guard var root = nodes.last else { return Hash(of: []) }
        for left in nodes.dropLast().reversed() { root = node(left, root) }
        return root
    }

    /// The node above two others: SHA-256(0x01 ‖ left ‖ right).
    static func node(_ left: Hash, _ right: Hash) -> Hash {
        HashInput.withBytes(
            capacity: 1 + 2 * Hash.size,
            { input in
                input.write(UInt8(1))
                input.write(left)
                input.write(right)
            }, Hash.init(of:))
    }

    /// The perfect subtrees of which the tree consists: the leaves that each covers, and its root.
    var subtrees: [(leaves: Range<Int64>, root: Hash)] {
        var start: Int64 = 0
        return nodes.map { node in
            let count = Int64(1) << Int64(63 - (size - start).leadingZeroBitCount)
            defer { start += count }
            return (start..<start + count, node)
        }
    }
}
