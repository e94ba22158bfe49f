/// How far a log reached at one moment: everything up to there is verified, and nothing behind it.
struct LogExtent: Hashable, Sendable {
    /// The first seq; of an empty log, the one that its first event will have.
    var first: Int64
    /// The last seq; one less than the first of an empty log.
    var last: Int64
    /// The chain before the first event.
    var chain: [UInt8]
    /// Whether older events lie in an archive.
    var hasArchive: Bool
    /// The signed head, where there is one.
    var head: SignedHead?
    /// The last rows of the tables to which events refer; 0 where there are none.
    var lastSession: Int64
    var lastPolicy: Int64
    var lastWriter: Int64
    /// How many checkpoints there are.
    var checkpoints: Int64

    /// How far the log reaches now.
    init(_ reader: LogReader) throws(LogError) {
        self = try reader.transaction {
            let database = reader.database
            let base = try database.prepare("SELECT size, chain FROM base WHERE id = 1")
            let hasArchive = try base.step()
            let size = hasArchive ? base.integer(0) : 0
            let head = try database.prepare("SELECT \(SignedHead.columns) FROM head WHERE id = 1")
            return LogExtent(
                first: size + 1,
                last: try database.integer("SELECT max(seq) FROM event") ?? size,
                chain: hasArchive ? base.bytes(1) : reader.meta.genesis.hash,
                hasArchive: hasArchive,
                head: try head.step() ? SignedHead(head) : nil,
                lastSession: try database.integer("SELECT max(id) FROM session") ?? 0,
                lastPolicy: try database.integer("SELECT max(id) FROM policy") ?? 0,
                lastWriter: try database.integer("SELECT max(id) FROM writer") ?? 0,
                checkpoints: try database.integer("SELECT count(*) FROM checkpoint") ?? 0)
        }
    }

    private init(
        first: Int64, last: Int64, chain: [UInt8], hasArchive: Bool, head: SignedHead?, lastSession: Int64,
        lastPolicy: Int64, lastWriter: Int64, checkpoints: Int64
    ) {
        self.first = first
        self.last = last
        self.chain = chain
        self.hasArchive = hasArchive
        self.head = head
        self.lastSession = lastSession
        self.lastPolicy = lastPolicy
        self.lastWriter = lastWriter
        self.checkpoints = checkpoints
    }
}
