// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Proofs with something wrong in them, and the bytes of leaves read back.
struct ProofFaultTests {
    private let bench: LogBench
    private let proof: EventProof
    private let key: [UInt8]

    init() throws {
        bench = try SpoiledLog.sample()
        let reader = try LogReader(path: bench.path)
        let last = try #require(try reader.checkpoints().last)
        proof = try #require(try reader.proof(of: 5, in: last))
        key = try bench.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value")
    }

    private func proves(_ text: String) -> Bool {
        (try? EventProof(text).event(signedBy: key)) != nil
    }

    @Test func `no byte of a proof can be changed unseen`() {
        #expect(proves(proof.text))
        let bytes = Array(proof.text.utf8)
        for place in bytes.indices {
            for mask: UInt8 in [1, 2, 0x20] {
                var changed = bytes
                changed[place] ^= mask
                #expect(!proves(String(decoding: changed, as: UTF8.self)), "byte \(place), \(mask)")
            }
        }
    }

    @Test func `no line of a proof can be left out, written twice or moved`() {
        let lines = proof.text.split(separator: "\n", omittingEmptySubsequences: false)
        for place in lines.indices.dropLast() {
            #expect(!proves((lines[..<place] + lines[(place + 1)...]).joined(separator: "\n")), "\(place)")
            // A note may have any number of signatures.
            let isSignature = lines[place].hasPrefix("— ")
            #expect(proves((lines[...place] + lines[place...]).joined(separator: "\n")) == isSignature, "\(place)")
            var swapped = lines
            swapped.swapAt(place, place + 1)
            #expect(!proves(swapped.joined(separator: "\n")), "\(place)")
            #expect(!proves(lines[...place].joined(separator: "\n")), "\(place)")
        }
        #expect(!proves(proof.text + "\n"))
        #expect(!proves(proof.text.replacingOccurrences(of: "\n", with: "\r\n")))
        #expect(!proves(""))
    }

    @Test(arguments: [
        ("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\n", "its first line is not c2sp.org/tlog-proof@v1"),
        ("extra ", "Extra ", "it has no extra data, which say what the event is"),
        ("extra dG", "extra d!", "its extra data are no Base64"),
        ("index 4\n", "index 04\n", "it has no index"),
        ("index 4\n", "index -4\n", "it has no index"),
        ("index 4\n", "index 99999999999999999999\n", "it has no index"),
        ("index 4\n", "index 4\nAAAA\n", "one of its hashes is none"),
        ("previous", "precious", "it does not end with a checkpoint of a log of ticketpark-auth"),
    ])
    func `what is wrong with the text of a proof is said`(old: String, new: String, reason: String) {
        let text = proof.text.replacingOccurrences(of: old, with: new)
        #expect(text != proof.text)
        #expect(throws: ProofFault.malformed(reason)) { try EventProof(text) }
    }

    /// Only who has the signing key can have anything else signed; it proves nothing all the same.
    @Test func `what is signed and is not the event of that place proves nothing`() throws {
        let signer = Curve25519.Signing.PrivateKey()
        func signed(_ content: [UInt8], index: Int, log: [UInt8]) throws -> EventProof {
            var tree = MerkleFrontier()
            let leaf = LayoutOracle.sha256([0] + content)
            for place in 0...index { tree.append(place == index ? leaf : LayoutOracle.sha256([UInt8(place)])) }
            let hashes = InclusionProof.ranges(index: Int64(index), size: tree.size).map { range in
                LayoutOracle.root(range.map { LayoutOracle.sha256([UInt8($0)]) }[...])
            }
            return EventProof(
                content: content,
                inclusion: InclusionProof(index: Int64(index), size: tree.size, hashes: hashes),
                checkpoint: try Checkpoint(
                    logID: log, tree: tree, wallMicroseconds: 0, previous: 0, key: signer))
        }
        let signerKey = Array(signer.publicKey.rawRepresentation)
        let log = proof.checkpoint.logID
        #expect(try signed(proof.content, index: 4, log: log).event(signedBy: signerKey).seq == 5)
        #expect(throws: ProofFault.noEvent("it is not the one of that place")) {
            try signed(proof.content, index: 3, log: log).event(signedBy: signerKey)
        }
        #expect(throws: ProofFault.noEvent("it is of another log")) {
            try signed(proof.content, index: 4, log: log.reversed()).event(signedBy: signerKey)
        }
        #expect(throws: ProofFault.self) {
            try signed(Array("anything".utf8), index: 4, log: log).event(signedBy: signerKey)
        }
        #expect(throws: ProofFault.otherTree) {
            var other = try signed(proof.content, index: 4, log: log)
            other.content[100] ^= 1
            _ = try other.event(signedBy: signerKey)
        }
    }

    @Test func `every event comes back from the bytes of its leaf`() throws {
        let file = try bench.look()
        let oracle = try LayoutOracle(file)
        let rows = try file.rows("SELECT * FROM event ORDER BY seq")
        let reader = try LogReader(path: bench.path)
        for row in rows {
            let leaf = try LeafContent(Array(oracle.leafBytes(row).dropFirst()))
            var expected = try #require(try reader.row(row.integer("seq")))
            expected.chain = []
            #expect(leaf.row == expected)
            #expect(leaf.context.logID == oracle.logID)
            #expect(leaf.context.session.bytes == oracle.sessionDigest(row.integer("session")))
            #expect(leaf.context.policy.bytes == oracle.policyDigest(row.integer("policy")))
            #expect(leaf.context.writer.bytes == oracle.writerDigest(row.integer("writer")))
        }
    }

    @Test func `bytes that no leaf has are none`() throws {
        for count in proof.content.indices {
            #expect(throws: (any Error).self) { try LeafContent(Array(proof.content.prefix(count))) }
        }
        #expect(throws: (any Error).self) { try LeafContent(proof.content + [0]) }
        let again = try LeafContent(proof.content)
        #expect(again.row.leafBytes(in: again.context) == [0] + proof.content)
        // The bits of columns that there are not.
        let presence = proof.content.count - (again.row.note?.count ?? 0) - 4 - 8 * 6 - 4
        var more = proof.content
        more[presence] = 1
        #expect(throws: (any Error).self) { try LeafContent(more) }
    }
}
