// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Proofs that single events are in a log, held against the definition of RFC 6962, section 2.1.1.
struct ProofTests {
    static let sizes: [Int64] = [1, 5, 256, 257, 511, 512, 513, 600]

    /// A log of 600 events with a checkpoint at each of the sizes: more than two of the parts in which trees are read.
    static func log() throws -> LogBench {
        let bench = try LogBench()
        let log = try bench.open()
        var size: Int64 = 0
        for next in sizes {
            _ = try log.append((size..<next).map { bench.event($0 % 3 == 0 ? .signInRequested : .tokenRequested) })
            try log.writeCheckpoint()
            size = next
        }
        try log.close()
        return bench
    }

    private static func oracle(_ path: String) throws -> (leaves: [[UInt8]], bytes: [[UInt8]]) {
        let file = try RawDatabase(path)
        let oracle = try LayoutOracle(file)
        let bytes = try file.rows("SELECT * FROM event ORDER BY seq").map { oracle.leafBytes($0) }
        return (bytes.map { LayoutOracle.sha256($0) }, bytes)
    }

    private static func publicKey(_ bench: LogBench) throws -> [UInt8] {
        try bench.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value")
    }

    @Test func `an event is proven in every checkpoint that covers it, and by the hashes of the definition`() throws {
        let bench = try Self.log()
        let (leaves, bytes) = try Self.oracle(bench.path)
        let key = try Self.publicKey(bench)
        let reader = try LogReader(path: bench.path)
        for checkpoint in try reader.checkpoints(last: 100) {
            for seq: Int64 in [1, 2, 5, 6, 255, 256, 257, 258, 511, 512, 513, 600] {
                let proof = try reader.proof(of: seq, in: checkpoint)
                guard seq <= checkpoint.size else {
                    #expect(proof == nil)
                    continue
                }
                let found = try #require(proof)
                let ranges = InclusionProof.ranges(index: seq - 1, size: checkpoint.size)
                #expect(
                    found.inclusion.hashes
                        == ranges.map { LayoutOracle.root(leaves[Int($0.lowerBound)..<Int($0.upperBound)]) })
                #expect([0] + found.content == bytes[Int(seq) - 1])
                #expect(try found.event(signedBy: key).seq == seq, "\(seq) in \(checkpoint.size)")
            }
        }
        #expect(try reader.checkpoints(last: 100).map(\.size) == Self.sizes)
        #expect(try reader.checkpoints(last: 2).map(\.size) == [513, 600])
    }

    @Test(arguments: [1, 3, 4, 255, 256, 257, 300, 511, 512, 598])
    func `events that go on from an archive have the same proofs as in the whole log`(size: Int64) throws {
        let bench = try Self.log()
        let whole = try LogReader(path: bench.path)
        let rest = try SpoiledLog(of: bench)
        try rest.moveAway(through: size)
        let reader = try LogReader(path: rest.path)
        #expect(try reader.archivedSize() == size)
        for checkpoint in try whole.checkpoints(last: 100) where checkpoint.size > size {
            for seq in Set([size + 1, size + 2, (size + checkpoint.size) / 2, checkpoint.size])
            where seq > size && seq <= checkpoint.size {
                let proof = try #require(try reader.proof(of: seq, in: checkpoint))
                #expect(proof == (try whole.proof(of: seq, in: checkpoint)), "\(seq) in \(checkpoint.size)")
            }
            #expect(try reader.proof(of: size, in: checkpoint) == nil)
        }
    }

    @Test func `a proof comes back from its text`() throws {
        let bench = try Self.log()
        let reader = try LogReader(path: bench.path)
        let last = try #require(try reader.checkpoints().last)
        for seq: Int64 in [1, 300, 600] {
            let proof = try #require(try reader.proof(of: seq, in: last))
            #expect(try EventProof(proof.text) == proof)
            #expect(proof.text.hasSuffix("\n\n" + last.text))
            let lines = proof.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[0] == "c2sp.org/tlog-proof@v1")
            #expect(lines[1] == "extra " + Data(proof.content).base64EncodedString())
            #expect(lines[2] == "index \(seq - 1)")
            #expect(lines.firstIndex(of: "") == 3 + proof.inclusion.hashes.count)
        }
    }

    @Test func `nothing is proven by a log that was changed`() throws {
        let bench = try Self.log()
        let last = try #require(try LogReader(path: bench.path).checkpoints().last)
        for change in [
            "UPDATE event SET note = 'nothing' WHERE seq = 7", "UPDATE session SET label = 'other'",
            "UPDATE policy SET content = zeroblob(130)", "UPDATE writer SET pid = 1", "DELETE FROM writer",
            "DELETE FROM event WHERE seq = 7", "DELETE FROM event WHERE seq = 600", "DELETE FROM session",
        ] {
            let copy = try SpoiledLog(of: bench)
            try copy.spoil { try $0.execute(change) }
            let reader = try LogReader(path: copy.path)
            #expect(throws: LogError.self, "\(change)") { try reader.proof(of: 300, in: last) }
        }
    }

    @Test func `a checkpoint of another key proves nothing, and is not handed on`() throws {
        let bench = try Self.log()
        let reader = try LogReader(path: bench.path)
        let genuine = try #require(try reader.checkpoints().last)
        var tree = MerkleFrontier()
        for leaf in try Self.oracle(bench.path).leaves { tree.append(leaf) }
        #expect(tree.root == genuine.root)
        let stranger = Curve25519.Signing.PrivateKey()
        let forged = try Checkpoint(
            logID: reader.logID, tree: tree, wallMicroseconds: genuine.wallMicroseconds, previous: genuine.previous,
            key: stranger)
        #expect(throws: LogError.self) { try reader.proof(of: 300, in: forged) }
        var proof = try #require(try reader.proof(of: 300, in: genuine))
        proof.checkpoint = forged
        let key = try Self.publicKey(bench)
        #expect(throws: ProofFault.notSigned) { try proof.event(signedBy: key) }
        #expect(try proof.event(signedBy: Array(stranger.publicKey.rawRepresentation)).seq == 300)
    }
}
