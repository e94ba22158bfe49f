// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

/// Everything that must hold of a log's file at any moment, checked without the product's code.
func checkLog(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = try RawDatabase(path)
    let oracle = try LayoutOracle(file)
    let meta = try file.rows("SELECT * FROM meta")[0]
    let genesis = try oracle.genesis()
    #expect(meta.bytes("genesis") == genesis, sourceLocation: sourceLocation)

    var chain = genesis
    var versions: [Int64: Int64] = [:]
    var seq: Int64 = 0
    var at: Int64 = 0
    var wall = meta.integer("created_us")
    for row in try file.rows("SELECT * FROM event ORDER BY seq") {
        seq += 1
        #expect(row.integer("seq") == seq, sourceLocation: sourceLocation)
        let session = row.integer("session")
        versions[session, default: 0] += 1
        #expect(row.integer("version") == versions[session], "seq \(seq)", sourceLocation: sourceLocation)
        #expect(row.integer("at_ms") >= at, "seq \(seq)", sourceLocation: sourceLocation)
        #expect(row.integer("wall_us") >= wall, "seq \(seq)", sourceLocation: sourceLocation)
        at = row.integer("at_ms")
        wall = row.integer("wall_us")
        chain = oracle.chain(chain, row)
        #expect(row.bytes("chain") == chain, "seq \(seq)", sourceLocation: sourceLocation)
    }

    let head = try file.rows("SELECT * FROM head")[0]
    #expect(head.integer("size") == seq, sourceLocation: sourceLocation)
    #expect(head.bytes("chain") == chain, sourceLocation: sourceLocation)
    #expect(head.integer("at_ms") == at, sourceLocation: sourceLocation)
    #expect(head.integer("wall_us") == wall, sourceLocation: sourceLocation)
    #expect(head.bytes("keys") == (try oracle.keysDigest()), sourceLocation: sourceLocation)
    let key = try file.rows("SELECT value FROM key WHERE id = \(head.integer("key"))")[0]
    let verifier = try Curve25519.Signing.PublicKey(rawRepresentation: key.bytes("value"))
    #expect(
        verifier.isValidSignature(head.bytes("signature"), for: oracle.headBytes(head)),
        sourceLocation: sourceLocation)
    #expect(try file.value("PRAGMA integrity_check") == .text(Array("ok".utf8)), sourceLocation: sourceLocation)
    #expect(try file.rows("PRAGMA foreign_key_check").isEmpty, sourceLocation: sourceLocation)
}
