import TokenMachine

/// What an event's hash covers beside its own columns: the rows that it refers to.
struct LeafContext: Hashable, Sendable {
    var logID: [UInt8]
    /// The digest of the session's row; 32 zeros for the log's own records.
    var session: Hash
    /// The digest of the policy's row.
    var policy: Hash
    /// The digest of the writer's row.
    var writer: Hash

    /// Stands for "no session".
    static let noSession = Hash.zero
}

extension EventRow {
    /// The RFC 6962 leaf hash of the row.
    func leaf(in context: LeafContext) -> Hash {
        Hash(of: leafBytes(in: context))
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
        context.session.write(to: &writer)
        context.policy.write(to: &writer)
        context.writer.write(to: &writer)
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
    static func chain(_ previous: [UInt8], _ leaf: Hash) -> Hash {
        Hash { hash in
            hash.update(DomainTag.chain)
            hash.update(previous)
            hash.update(leaf)
        }
    }
}
