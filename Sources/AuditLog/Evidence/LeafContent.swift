// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// What a leaf covers, read back from its bytes: an event without its chain, and the digests of the rows to which it
/// refers.
struct LeafContent: Hashable, Sendable {
    /// The event. Its chain is empty.
    var row: EventRow
    /// The log, and the digests of the session, policy and writer.
    var context: LeafContext

    /// The content of a leaf that was made of these.
    init(row: EventRow, context: LeafContext) {
        self.row = row
        self.context = context
    }

    /// The content that `bytes` are, which are those of which a leaf is the hash, without the zero byte in front.
    init(_ bytes: [UInt8]) throws(MalformedBytes) {
        var reader = CanonicalReader(bytes)
        guard try reader.read(raw: DomainTag.event.count) == DomainTag.event else {
            throw reader.failure("the tag of an event")
        }
        context = LeafContext(
            logID: try reader.read(raw: 16), session: try Hash(&reader), policy: try Hash(&reader),
            writer: try Hash(&reader))
        row = EventRow()
        row.seq = try reader.read(Int64.self)
        row.id = try reader.readCounted()
        row.session = try reader.read(Int64.self)
        row.version = try reader.read(Int64.self)
        row.policy = try reader.read(Int64.self)
        row.at = try reader.read(Int64.self)
        row.wall = try reader.read(Int64.self)
        row.writer = try reader.read(Int64.self)
        row.kind = try reader.read(Int64.self)
        row.fromState = try reader.read(Int64.self)
        row.toState = try reader.read(Int64.self)
        row.disposition = try reader.read(Int64.self)
        row.reducer = try reader.read(Int64.self)
        row.state = try reader.readCounted()
        row.effects = try reader.readCounted()
        let presence = try reader.read(UInt32.self)
        guard presence < 1 << 18 else { throw reader.failure("the presence of 18 columns") }
        row.details = try EventDetails(presence: presence, &reader)
        if presence >> 17 == 1 { row.note = try reader.readCounted() }
        try reader.finish()
    }
}

extension EventDetails {
    /// Those columns whose bits are set, from bit 16 down, in the order in which the leaf covers them.
    fileprivate init(presence: UInt32, _ reader: inout CanonicalReader) throws(MalformedBytes) {
        var bit = 17
        func next(_ reader: inout CanonicalReader) throws(MalformedBytes) -> Int64? {
            bit -= 1
            return presence >> bit & 1 == 1 ? try reader.read(Int64.self) : nil
        }
        cause = try next(&reader)
        attempt = try next(&reader)
        `try` = try next(&reader)
        accessRef = try next(&reader)
        refreshRef = try next(&reader)
        spentRef = try next(&reader)
        requested = try next(&reader)
        lifetime = try next(&reader)
        denial = try next(&reader)
        fault = try next(&reader)
        status = try next(&reader)
        reached = try next(&reader)
        retryAfter = try next(&reader)
        burn = try next(&reader)
        failure = try next(&reader)
        subject = try next(&reader)
        amount = try next(&reader)
    }
}

extension CanonicalReader {
    /// Reads bytes whose number the layout fixes.
    fileprivate mutating func read(raw count: Int) throws(MalformedBytes) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count { bytes.append(try read(UInt8.self)) }
        return bytes
    }
}
