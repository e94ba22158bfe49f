// SPDX-License-Identifier: Apache-2.0

/// What the indexes of `event` hold, or have to hold, as the sum of all their entries.
///
/// Each entry counts with its hash under a key that is drawn anew for each verification. So nobody can write a file
/// whose entries are others and come to the same; by chance that is so once in 2^64 times.
struct IndexEntries: Sendable {
    /// An entry: two numbers by which its index is in order, and the seq to which they lead.
    private struct Entry {
        var first: UInt64
        var second: UInt64
        var seq: Int64

        func isBehind(_ other: Entry) -> Bool { (first, second) > (other.first, other.second) }
    }

    private let idKey = IndexEntries.newKey()
    private let versionKey = IndexEntries.newKey()
    private var sum: UInt64 = 0
    private var areOrdinary = true

    /// Whether both are the same, and all of them such as this package writes. Of others only SQLite knows what they
    /// are worth.
    func agree(with other: IndexEntries) -> Bool {
        areOrdinary && other.areOrdinary && sum == other.sum
    }

    /// Adds the entries that a row has to have.
    mutating func add(_ row: EventRow) {
        add(row.id.withUnsafeBytes { IndexEntries.entry($0, row.seq) }, idKey)
        add(IndexEntries.entry(row.session, row.version, row.seq), versionKey)
    }

    /// Adds the entries that the indexes have of events up to `last`: each behind the one before it, as otherwise it
    /// is not found.
    ///
    /// - Throws: Why they cannot be read, such as that there is no such index.
    mutating func addAll(of database: Database, through last: Int64) throws(SQLiteFailure) {
        // Not put in order by SQLite: they come as they stand there.
        try addAll(
            of: try database.prepare("SELECT id, seq FROM event INDEXED BY sqlite_autoindex_event_1"), idKey, last
        ) { select in
            guard select.isInteger(1) else { return nil }
            return select.withBlob(0) { IndexEntries.entry($0, select.integer(1)) }
        }
        try addAll(
            of: try database.prepare("SELECT session, version, seq FROM event INDEXED BY sqlite_autoindex_event_2"),
            versionKey, last
        ) { select in
            guard select.isInteger(0), select.isInteger(1), select.isInteger(2) else { return nil }
            return IndexEntries.entry(select.integer(0), select.integer(1), select.integer(2))
        }
    }

    private mutating func addAll(
        of select: Statement, _ key: Hasher, _ last: Int64, _ entry: (Statement) -> Entry?
    ) throws(SQLiteFailure) {
        var before: Entry?
        while areOrdinary, try select.step() {
            let entry = entry(select)
            if let entry, let before, !entry.isBehind(before) { areOrdinary = false }
            // What was appended since is not among the rows either.
            if let entry, entry.seq > last {
                before = entry
                continue
            }
            add(entry, key)
            before = entry
        }
    }

    private mutating func add(_ entry: Entry?, _ key: Hasher) {
        guard let entry else {
            areOrdinary = false
            return
        }
        var hasher = key
        hasher.combine(entry.first)
        hasher.combine(entry.second)
        hasher.combine(entry.seq)
        sum &+= UInt64(truncatingIfNeeded: hasher.finalize())
    }

    private static func entry(_ id: UnsafeRawBufferPointer, _ seq: Int64) -> Entry? {
        guard id.count == 16, isOrdinary(seq) else { return nil }
        return Entry(
            first: UInt64(bigEndian: id.loadUnaligned(as: UInt64.self)),
            second: UInt64(bigEndian: id.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), seq: seq)
    }

    private static func entry(_ session: Int64, _ version: Int64, _ seq: Int64) -> Entry? {
        guard isOrdinary(session), isOrdinary(version), isOrdinary(seq) else { return nil }
        return Entry(first: UInt64(session), second: UInt64(version), seq: seq)
    }

    /// Whether a number is read as it stands there, and is in the same place among others with a sign or without.
    private static func isOrdinary(_ number: Int64) -> Bool {
        number >= 0 && number < Statement.bounds.upperBound
    }

    private static func newKey() -> Hasher {
        var key = Hasher()
        key.combine(UInt64.random(in: .min ... .max))
        key.combine(UInt64.random(in: .min ... .max))
        return key
    }
}
