// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog

/// The two programs in another language that know the page on the format and nothing of this package.
@Suite(.enabled(if: IndependentVerifier.isThere, Comment(rawValue: IndependentVerifier.absence)))
struct IndependentVerifierTests {
    @Test func `the worked example has the bytes that the page says`() throws {
        let run = try IndependentVerifier.script("vectors.py", ["--check"])
        #expect(run.code == 0, "\(run.output)")
    }

    @Test func `it ends with a code of its own for each outcome`() throws {
        let bench = try SpoiledLog.sample()
        func code(_ arguments: String...) throws -> Int32 {
            try IndependentVerifier.script("verify.py", arguments).code
        }
        #expect(try code(bench.path) == 0)
        #expect(try code(bench.path, "--key-file", bench.keyPath) == 0)
        #expect(try code(bench.path, "--public-key", String(repeating: "ab", count: 32)) == 2)
        #expect(try code(bench.keyPath) == 2)
        #expect(try code(bench.path + ".not-there") == 2)
        #expect(try code() == 64)
        #expect(try code("--unknown") == 64)
        // With another vault key nothing is found, and the vault stays closed.
        try bench.scratch.write(Array((String(repeating: "ab", count: 32) + "\n").utf8), to: "other.key")
        #expect(try code(bench.path, "--key-file", bench.scratch.file("other.key")) == 4)
    }

    @Test func `it names the event that was changed`() throws {
        let log = try SpoiledLog(of: SpoiledLog.sample())
        try log.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 5") }
        let run = try IndependentVerifier.script("verify.py", [log.path])
        #expect(run.output.contains("seq 5: the chain does not lead to it"))
    }

    @Test func `it checks proofs, and no byte of one can be changed unseen`() throws {
        let attacked = try AttackedLog()
        let log = try attacked.copy()
        let file = try RawDatabase(log.path)
        let oracle = try LayoutOracle(file)
        let events = try file.rows("SELECT * FROM event ORDER BY seq").prefix(20)
        let leaves = events.map { LayoutOracle.sha256(oracle.leafBytes($0)) }
        let note = String(
            decoding: try file.rows("SELECT note FROM checkpoint WHERE size = 20")[0].bytes("note"), as: UTF8.self)
        func check(_ proofs: [String]) throws -> [IndependentVerifier.Run] {
            try IndependentVerifier.runs(
                proofs.enumerated().map { number, proof in
                    try log.scratch.write(proof.utf8, to: "\(number).tlog-proof")
                    return ["--proof", log.scratch.file("\(number).tlog-proof"), log.path]
                })
        }
        func proof(of seq: Int) -> String {
            let hashes = InclusionProof.ranges(index: Int64(seq - 1), size: 20).map {
                LayoutOracle.root(leaves[Int($0.lowerBound)..<Int($0.upperBound)])
            }
            let extra = Data(oracle.leafBytes(events[seq - 1]).dropFirst()).base64EncodedString()
            return "c2sp.org/tlog-proof@v1\nextra \(extra)\nindex \(seq - 1)\n"
                + hashes.map { Data($0).base64EncodedString() + "\n" }.joined() + "\n" + note
        }
        #expect(try check([1, 2, 16, 17, 20].map(proof)).map(\.code) == [0, 0, 0, 0, 0])
        let bytes = Array(proof(of: 17).utf8)
        let places = Array(stride(from: 0, to: bytes.count, by: 37))
        let changed = places.map { place in
            var changed = bytes
            changed[place] ^= 1
            return String(decoding: changed, as: UTF8.self)
        }
        for (place, run) in zip(places, try check(changed)) { #expect(run.code == 2, "byte \(place): \(run.output)") }
        let moved = proof(of: 17).replacingOccurrences(of: "index 16", with: "index 15")
        #expect(try check([moved]).map(\.code) == [2])
    }
}
