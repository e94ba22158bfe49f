// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// The byte layouts of `Schema/README.md`, written from it alone and fed from the raw file: what the product's own
/// encoder is held against.
struct LayoutOracle {
    let logID: [UInt8]
    let sessions: [Int64: RawDatabase.Row]
    let policies: [Int64: RawDatabase.Row]
    let writers: [Int64: RawDatabase.Row]
    private let file: RawDatabase

    init(_ file: RawDatabase) throws {
        self.file = file
        logID = try file.rows("SELECT log_id FROM meta").first?.bytes("log_id") ?? []
        func byID(_ table: String) throws -> [Int64: RawDatabase.Row] {
            Dictionary(uniqueKeysWithValues: try file.rows("SELECT * FROM \(table)").map { ($0.integer("id"), $0) })
        }
        sessions = try byID("session")
        policies = try byID("policy")
        writers = try byID("writer")
    }

    static func tag(_ name: String) -> [UInt8] {
        Array("ticketpark-auth/\(name)/v0".utf8) + [0]
    }

    static func u64(_ value: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    }

    static func u32(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    static func counted(_ bytes: [UInt8]) -> [UInt8] {
        u32(bytes.count) + bytes
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }

    /// The genesis hash, from the `meta` and `key` tables.
    func genesis() throws -> [UInt8] {
        let meta = try file.rows("SELECT * FROM meta")[0]
        let key = try file.rows("SELECT value FROM key WHERE purpose = 1 ORDER BY id LIMIT 1")[0]
        return LayoutOracle.sha256(
            LayoutOracle.tag("genesis") + logID + LayoutOracle.u32(Int(meta.integer("format")))
                + LayoutOracle.u64(meta.integer("created_us")) + LayoutOracle.u64(meta.integer("durability"))
                + LayoutOracle.u64(meta.integer("checkpoint_events"))
                + LayoutOracle.u64(meta.integer("checkpoint_us")) + key.bytes("value"))
    }

    func keysDigest() throws -> [UInt8] {
        var bytes = LayoutOracle.tag("keys")
        for row in try file.rows("SELECT * FROM key ORDER BY id") {
            bytes += LayoutOracle.u64(row.integer("id")) + LayoutOracle.u64(row.integer("purpose"))
            bytes += LayoutOracle.counted(row.bytes("value")) + LayoutOracle.u64(row.integer("from_seq"))
        }
        return LayoutOracle.sha256(bytes)
    }

    /// The bytes that the signature of a row of `key` covers.
    func keyBytes(_ row: RawDatabase.Row) -> [UInt8] {
        LayoutOracle.tag("key") + logID + LayoutOracle.u64(row.integer("id")) + LayoutOracle.u64(row.integer("purpose"))
            + LayoutOracle.counted(row.bytes("value")) + LayoutOracle.u64(row.integer("from_seq"))
    }

    func sessionDigest(_ id: Int64) -> [UInt8] {
        guard id != 0, let row = sessions[id] else { return [UInt8](repeating: 0, count: 32) }
        return LayoutOracle.sha256(
            LayoutOracle.tag("session") + LayoutOracle.u64(id) + LayoutOracle.counted(row.bytes("label"))
                + LayoutOracle.u64(row.integer("seed")) + LayoutOracle.u64(row.integer("created_us")))
    }

    func policyDigest(_ id: Int64) -> [UInt8] {
        let content = policies[id]?.bytes("content") ?? []
        return LayoutOracle.sha256(LayoutOracle.tag("policy") + LayoutOracle.u64(id) + LayoutOracle.counted(content))
    }

    func writerDigest(_ id: Int64) -> [UInt8] {
        let row = writers[id] ?? [:]
        return LayoutOracle.sha256(
            LayoutOracle.tag("writer") + LayoutOracle.u64(id) + LayoutOracle.counted(row.bytes("process"))
                + LayoutOracle.u64(row.integer("pid")) + LayoutOracle.counted(row.bytes("program"))
                + LayoutOracle.u64(row.integer("started_us")))
    }

    /// The columns that may be NULL and hold integers, in the order of the leaf.
    static let optionalColumns = [
        "cause", "attempt", "try", "access_ref", "refresh_ref", "spent_ref", "requested_ms", "lifetime_ms", "denial",
        "fault", "status", "reached", "retry_after_ms", "burn", "failure", "subject", "amount_ms",
    ]

    /// The bytes of which the leaf of an event is the hash.
    func leafBytes(_ row: RawDatabase.Row) -> [UInt8] {
        var bytes: [UInt8] = [0] + LayoutOracle.tag("event") + logID
        bytes += sessionDigest(row.integer("session"))
        bytes += policyDigest(row.integer("policy"))
        bytes += writerDigest(row.integer("writer"))
        bytes += LayoutOracle.u64(row.integer("seq")) + LayoutOracle.counted(row.bytes("id"))
        for column in [
            "session", "version", "policy", "at_ms", "wall_us", "writer", "kind", "from_state", "to_state",
            "disposition", "reducer",
        ] {
            bytes += LayoutOracle.u64(row.integer(column))
        }
        bytes += LayoutOracle.counted(row.bytes("state")) + LayoutOracle.counted(row.bytes("effects"))
        var presence = 0
        for (place, column) in (["note"] + LayoutOracle.optionalColumns).enumerated() where row[column] != .null {
            presence |= 1 << (17 - place)
        }
        bytes += LayoutOracle.u32(presence)
        for column in LayoutOracle.optionalColumns where row[column] != .null {
            bytes += LayoutOracle.u64(row.integer(column))
        }
        if row["note"] != .null { bytes += LayoutOracle.counted(row.bytes("note")) }
        return bytes
    }

    func chain(_ previous: [UInt8], _ row: RawDatabase.Row) -> [UInt8] {
        LayoutOracle.sha256(LayoutOracle.tag("chain") + previous + LayoutOracle.sha256(leafBytes(row)))
    }

    /// The bytes that the signature of the head covers.
    func headBytes(_ head: RawDatabase.Row) -> [UInt8] {
        LayoutOracle.tag("head") + logID + LayoutOracle.u64(head.integer("size"))
            + LayoutOracle.counted(head.bytes("chain")) + LayoutOracle.counted(head.bytes("root"))
            + LayoutOracle.u64(head.integer("checkpoint")) + LayoutOracle.u64(head.integer("at_ms"))
            + LayoutOracle.u64(head.integer("wall_us")) + LayoutOracle.counted(head.bytes("keys"))
            + LayoutOracle.u64(head.integer("key")) + [UInt8(head.integer("is_archive"))]
    }

    /// The side file that belongs to a head row.
    static func sideFile(_ head: RawDatabase.Row) -> [UInt8] {
        u64(head.integer("size")) + head.bytes("chain") + head.bytes("root") + u64(head.integer("checkpoint"))
            + u64(head.integer("at_ms")) + u64(head.integer("wall_us")) + head.bytes("keys") + u64(head.integer("key"))
            + head.bytes("signature")
    }

    /// The root of RFC 6962's tree over leaf hashes, as section 2.1 defines it.
    static func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        switch leaves.count {
        case 0: return sha256([])
        case 1: return leaves[leaves.startIndex]
        default:
            var half = 1
            while half * 2 < leaves.count { half *= 2 }
            let middle = leaves.startIndex + half
            return sha256([1] + root(leaves[..<middle]) + root(leaves[middle...]))
        }
    }

    /// The roots of the perfect subtrees of which a tree consists, one behind the other.
    static func frontier(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = leaves
        while !rest.isEmpty {
            var size = 1
            while size * 2 <= rest.count { size *= 2 }
            bytes += root(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        return bytes
    }

    /// The note of a checkpoint, without its signature.
    func checkpointText(size: Int64, root: [UInt8], wall: Int64, previous: Int64) -> String {
        """
        \(origin)
        \(size)
        \(Data(root).base64EncodedString())
        wall \(wall)
        previous \(previous)

        """
    }

    /// The name of the log in its checkpoints.
    var origin: String { "ticketpark-auth/" + logID.map { String(format: "%02x", $0) }.joined() }

    /// The line that signs such a note.
    func signatureLine(_ text: String, _ key: Curve25519.Signing.PrivateKey) throws -> String {
        let hashed = Array(origin.utf8) + [10, 1] + Array(key.publicKey.rawRepresentation)
        let signed = LayoutOracle.sha256(hashed).prefix(4) + Array(try key.signature(for: Array(text.utf8)))
        return "— \(origin) \(Data(signed).base64EncodedString())\n"
    }
}
