// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AuditLog

/// The tree of RFC 6962, held against the definition in its section 2.1.
struct MerkleTests {
    private static let leaves = (0..<70).map { LayoutOracle.sha256([0, UInt8($0)]) }

    private func tree(_ size: Int) -> MerkleFrontier {
        var tree = MerkleFrontier()
        for leaf in Self.leaves.prefix(size) { tree.append(leaf) }
        return tree
    }

    @Test func `the root of a tree that grows leaf by leaf is the one that the definition gives`() {
        for size in 0...70 {
            let tree = tree(size)
            #expect(tree.size == size)
            #expect(tree.root == LayoutOracle.root(Self.leaves.prefix(size)), "\(size)")
            #expect(tree.bytes == LayoutOracle.frontier(Self.leaves.prefix(size)), "\(size)")
            #expect(MerkleFrontier(size: Int64(size), bytes: tree.bytes) == tree)
        }
    }

    @Test func `a frontier of another number of nodes is none`() {
        let bytes = tree(6).bytes
        #expect(MerkleFrontier(size: 7, bytes: bytes) == nil)
        #expect(MerkleFrontier(size: 6, bytes: Array(bytes.dropLast())) == nil)
        #expect(MerkleFrontier(size: -1, bytes: bytes) == nil)
        #expect(MerkleFrontier(size: 0, bytes: []) == MerkleFrontier())
    }

    @Test func `the subtrees of a tree cover all leaves in order`() {
        for size in 1...70 {
            let subtrees = tree(size).subtrees
            #expect(subtrees.first?.leaves.lowerBound == 0)
            #expect(subtrees.last?.leaves.upperBound == Int64(size))
            for subtree in subtrees {
                let covered = Self.leaves[Int(subtree.leaves.lowerBound)..<Int(subtree.leaves.upperBound)]
                #expect(subtree.root.bytes == LayoutOracle.root(covered))
            }
        }
    }

    /// The proof that the definition gives: the roots beside the path.
    private func proof(_ index: Int, _ size: Int) -> InclusionProof {
        let hashes = InclusionProof.ranges(index: Int64(index), size: Int64(size)).map {
            LayoutOracle.root(Self.leaves[Int($0.lowerBound)..<Int($0.upperBound)])
        }
        return InclusionProof(index: Int64(index), size: Int64(size), hashes: hashes)
    }

    @Test func `the proof of every leaf of every tree leads to its root`() {
        for size in 1...70 {
            for index in 0..<size {
                #expect(proof(index, size).root(leaf: Self.leaves[index]) == tree(size).root, "\(index) of \(size)")
            }
        }
    }

    @Test func `a proof with anything changed leads elsewhere, or is none`() {
        for size in [1, 2, 5, 7, 8, 21] {
            let root = tree(size).root
            for index in 0..<size {
                let right = proof(index, size)
                #expect(right.root(leaf: Self.leaves[index + 1]) != root)
                for other in [-1, index + 1, size] {
                    var wrong = right
                    wrong.index = Int64(other)
                    #expect(wrong.root(leaf: Self.leaves[index]) != root || size == 1 && other == index)
                }
                var longer = right
                longer.hashes.append(root)
                #expect(longer.root(leaf: Self.leaves[index]) == nil)
                guard !right.hashes.isEmpty else { continue }
                var shorter = right
                shorter.hashes.removeLast()
                #expect(shorter.root(leaf: Self.leaves[index]) == nil)
                for place in right.hashes.indices {
                    var wrong = right
                    wrong.hashes[place][0] ^= 1
                    #expect(wrong.root(leaf: Self.leaves[index]) != root)
                    wrong.hashes[place] = [1, 2, 3]
                    #expect(wrong.root(leaf: Self.leaves[index]) == nil)
                }
            }
        }
    }
}
