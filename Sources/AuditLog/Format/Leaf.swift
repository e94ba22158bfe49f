import Crypto
import TokenMachine

/// What an event's hash covers beside its own columns: the rows that it refers to.
struct LeafContext: Hashable, Sendable {
    var logID: [UInt8]
    /// The digest of the session's row; 32 zeros for the log's own records.
    var session: [UInt8]
    /// The digest of the policy's row.
    var policy: [UInt8]
    /// The digest of the writer's row.
    var writer: [UInt8]

    /// Stands for "no session".
    static let noSession = [UInt8](repeating: 0, count: 32)
}

extension EventRow {
    /// The RFC 6962 leaf hash of the row.
    func leaf(in context: LeafContext) -> [UInt8] {
        SHA256.bytes { $0.update(leafBytes(in: context)) }
    }

    /// What the leaf is the hash of: 0x00 ‖ tag ‖ log id ‖ referred rows ‖ columns.
    ///
    /// Integers have 8 bytes whatever their column means, so that an absurd value is covered as well. Of the columns
    /// that may be NULL, 32 bits tell which are not; their values follow.
    func leafBytes(in context: LeafContext) -> [UInt8] {
        // The integers and lengths take 530 bytes at most.
        var writer = CanonicalWriter(capacity: 530 + id.count + state.count + effects.count + (note?.count ?? 0))
        writer.write(UInt8(0))
        writer.write(raw: DomainTag.event)
        writer.write(raw: context.logID)
        writer.write(raw: context.session)
        writer.write(raw: context.policy)
        writer.write(raw: context.writer)
        writer.write(seq)
        writer.write(counted: id)
        writer.write(session)
        writer.write(version)
        writer.write(policy)
        writer.write(at)
        writer.write(wall)
        writer.write(self.writer)
        writer.write(kind)
        writer.write(fromState)
        writer.write(toState)
        writer.write(disposition)
        writer.write(reducer)
        writer.write(counted: state)
        writer.write(counted: effects)
        var presence: UInt32 = note == nil ? 0 : 1
        details.forEach { presence = presence << 1 | ($0 == nil ? 0 : 1) }
        writer.write(presence)
        details.forEach { if let value = $0 { writer.write(value) } }
        if let note { writer.write(counted: note) }
        return writer.bytes
    }

    /// The chain after a row: SHA-256(tag ‖ previous ‖ leaf).
    static func chain(_ previous: [UInt8], _ leaf: [UInt8]) -> [UInt8] {
        SHA256.bytes { hash in
            hash.update(DomainTag.chain)
            hash.update(previous)
            hash.update(leaf)
        }
    }
}

extension SHA256 {
    /// The hash of what `body` feeds to it piece by piece, so that the pieces need not be put together first.
    static func bytes(_ body: (inout SHA256) -> Void) -> [UInt8] {
        var hash = SHA256()
        body(&hash)
        return hash.finalize().withUnsafeBytes { Array($0) }
    }

    /// Takes in some more bytes.
    mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update(bufferPointer: $0) }
    }
}
