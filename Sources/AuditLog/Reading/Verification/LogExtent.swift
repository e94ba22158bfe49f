// SPDX-License-Identifier: Apache-2.0

/// How far a log reached at one moment: everything up to there is verified, and nothing behind it.
struct LogExtent: Hashable, Sendable {
    /// How the log was begun, and its keys.
    var meta: LogMeta
    /// From where on it is verified.
    var start: VerificationStart
    /// The last seq; one less than the first of an empty log.
    var last: Int64
    /// What is known of the events that were moved to an archive.
    var base: LogBase?
    /// The signed head, where there is one.
    var head: SignedHead?
    /// The frontier of the tree that stands beside the head.
    var frontier: [UInt8]
    /// The last rows of the tables to which events refer; 0 where there are none.
    var lastSession: Int64
    var lastPolicy: Int64
    var lastWriter: Int64
    /// The size of the first checkpoint, where there is one.
    var firstCheckpoint: Int64?
    /// The size of the last checkpoint; 0 where there is none.
    var lastCheckpoint: Int64

    /// The first seq that is verified.
    var first: Int64 { start.size + 1 }

    /// The first seq that the log has, verified or not.
    var firstSeq: Int64 { (base?.size ?? 0) + 1 }

    /// How far the log reaches now.
    ///
    /// - Parameter trusted: The checkpoint up to which nothing needs to be verified any more.
    init(_ reader: LogReader, trusted: Checkpoint?) throws(LogError) {
        self = try reader.transaction {
            let database = reader.database
            let base = try LogBase(database)
            // Not what the reader knows since it was opened: a key may have been rotated meanwhile.
            let meta = try LogMeta(reading: database, path: reader.path)
            var start = VerificationStart(genesis: meta.genesis)
            if let base { start = VerificationStart(base) }
            if let trusted { start = try VerificationStart(trusted, after: start, reader) }
            let head = try database.prepare("SELECT \(SignedHead.columns), frontier FROM head WHERE id = 1")
            let hasHead = try head.step()
            return LogExtent(
                meta: meta,
                start: start,
                last: try database.integer("SELECT max(seq) FROM event") ?? base?.size ?? 0,
                base: base,
                head: hasHead ? SignedHead(head) : nil,
                frontier: hasHead ? head.bytes(SignedHead.columnCount) : [],
                lastSession: try database.integer("SELECT max(id) FROM session") ?? 0,
                lastPolicy: try database.integer("SELECT max(id) FROM policy") ?? 0,
                lastWriter: try database.integer("SELECT max(id) FROM writer") ?? 0,
                firstCheckpoint: try database.integer("SELECT min(size) FROM checkpoint"),
                lastCheckpoint: try database.integer("SELECT max(size) FROM checkpoint") ?? 0)
        }
    }

    private init(
        meta: LogMeta, start: VerificationStart, last: Int64, base: LogBase?, head: SignedHead?, frontier: [UInt8],
        lastSession: Int64, lastPolicy: Int64, lastWriter: Int64, firstCheckpoint: Int64?, lastCheckpoint: Int64
    ) {
        self.meta = meta
        self.start = start
        self.last = last
        self.base = base
        self.head = head
        self.frontier = frontier
        self.lastSession = lastSession
        self.lastPolicy = lastPolicy
        self.lastWriter = lastWriter
        self.firstCheckpoint = firstCheckpoint
        self.lastCheckpoint = lastCheckpoint
    }
}
