// SPDX-License-Identifier: Apache-2.0

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
        HashInput.withBytes(capacity: capacity(in: context), { write(to: &$0, in: context) }, Hash.init(of:))
    }

    /// What the leaf is the hash of.
    func leafBytes(in context: LeafContext) -> [UInt8] {
        HashInput.withBytes(capacity: capacity(in: context), { write(to: &$0, in: context) }, Array.init)
    }

    /// As many bytes as the leaf is the hash of at most: tag, digests, integers and lengths take fewer than 500.
    private func capacity(in context: LeafContext) -> Int {
        500 + context.logID.count + id.count + state.count + effects.count + (note?.count ?? 0)
    }

    /// Writes what the leaf is the hash of: 0x00 ‖ tag ‖ log id ‖ referred rows ‖ columns.
    ///
    /// Integers have 8 bytes whatever their column means, so that an absurd value is covered as well. Of the columns
    /// that may be NULL, 32 bits tell which are not; their values follow.
    private func write(to input: inout HashInput, in context: LeafContext) {
        input.write(UInt8(0))
        input.write(raw: DomainTag.event)
        input.write(raw: context.logID)
        input.write(context.session)
        input.write(context.policy)
        input.write(context.writer)
        input.write(seq)
        input.write(counted: id)
        input.write(session)
        input.write(version)
        input.write(policy)
        input.write(at)
        input.write(wall)
        input.write(writer)
        input.write(kind)
        input.write(fromState)
        input.write(toState)
        input.write(disposition)
        input.write(reducer)
        input.write(counted: state)
        input.write(counted: effects)
        var presence: UInt32 = note == nil ? 0 : 1
        details.forEach { presence = presence << 1 | ($0 == nil ? 0 : 1) }
        input.write(presence)
        details.forEach { if let value = $0 { input.write(value) } }
        if let note { input.write(counted: note) }
    }

    /// The chain after a row: SHA-256(tag ‖ previous ‖ leaf).
    static func chain(_ previous: [UInt8], _ leaf: Hash) -> Hash {
        HashInput.withBytes(
            capacity: DomainTag.chain.count + previous.count + Hash.size,
            { input in
                input.write(raw: DomainTag.chain)
                input.write(raw: previous)
                input.write(leaf)
            }, Hash.init(of:))
    }
}
