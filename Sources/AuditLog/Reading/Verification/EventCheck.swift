import TokenMachine

/// Checks events one after the other, in the order of their seqs.
///
/// Each check goes on from what stands in the row before, true or not, so that every fault is reported once, where
/// it is.
struct EventCheck {
    private struct Latest {
        var version: Int64
        var toState: Int64
    }

    private let meta: LogMeta
    private let extent: LogExtent
    private let sink: FindingSink
    private let marks: Set<Int64>
    private var sessions: [Int64: Latest] = [:]
    private var chain: [UInt8]?
    private var nextSeq: Int64

    /// How many events were checked.
    private(set) var count: Int64 = 0
    /// The last event that was checked.
    private(set) var last: EventRow?
    /// The chain after the events of the seqs that were asked for.
    private(set) var chains: [Int64: [UInt8]] = [:]

    /// - Parameter marks: The seqs after which the chain is to be known.
    init(meta: LogMeta, extent: LogExtent, marks: [Int64?], sink: FindingSink) {
        self.meta = meta
        self.extent = extent
        self.sink = sink
        self.marks = Set(marks.compactMap { $0 })
        chain = extent.chain
        nextSeq = extent.first
        chains[extent.first - 1] = extent.chain
    }

    /// Checks the event that follows those before.
    mutating func check(_ row: EventRow, _ referred: ReferredRowCache) throws(LogError) {
        checkSequence(row)
        try checkChain(row, referred)
        checkSession(row)
        checkTime(row)
        checkContent(row)
        count += 1
        nextSeq = row.seq + 1
        last = row
        if marks.contains(row.seq) { chains[row.seq] = row.chain }
    }

    private mutating func checkSequence(_ row: EventRow) {
        guard row.seq != nextSeq else { return }
        let missing = nextSeq == row.seq - 1 ? "it is missing" : "it and all up to event \(row.seq - 1) are missing"
        sink.find(.sequence, seq: nextSeq, missing)
        // What is missing is part of the hash.
        chain = nil
    }

    private mutating func checkChain(_ row: EventRow, _ referred: ReferredRowCache) throws(LogError) {
        defer { chain = row.chain }
        let session =
            row.session == 0 ? LeafContext.noSession : try find(.session, row.session, of: row, referred)
        let policy = try find(.policy, row.policy, of: row, referred)
        let writer = try find(.writer, row.writer, of: row, referred)
        guard let chain, let session, let policy, let writer else { return }
        let context = LeafContext(logID: meta.genesis.logID, session: session, policy: policy, writer: writer)
        if EventRow.chain(chain, row.leaf(in: context)) != row.chain {
            sink.find(
                .chain, seq: row.seq, "the event, or the session, policy or writer that it names, is not the one hashed"
            )
        }
    }

    private func find(
        _ table: ReferredRowCache.Table, _ id: Int64, of row: EventRow, _ referred: ReferredRowCache
    ) throws(LogError) -> [UInt8]? {
        let digest = try referred.digest(table, id)
        if digest == nil { sink.find(.reference, seq: row.seq, "\(table.rawValue) \(id) is missing") }
        return digest
    }

    private mutating func checkSession(_ row: EventRow) {
        let before = sessions[row.session]
        sessions[row.session] = Latest(version: row.version, toState: row.toState)
        // A session's first event after an archive goes on from what lies in the archive.
        if before == nil, extent.hasArchive { return }
        let version = (before?.version ?? 0) + 1
        if row.version != version {
            sink.find(.session, seq: row.seq, "it is number \(row.version) of its session and should be \(version)")
        }
        guard row.session != 0 else { return }
        let from = before?.toState ?? Int64(StateKind.unauthenticated.rawValue)
        if row.fromState != from {
            sink.find(
                .session, seq: row.seq,
                "it starts from \(name(row.fromState)), and its session was \(name(from)) before it")
        }
    }

    private func name(_ state: Int64) -> String {
        StateKind(code: state).map { "\($0)" } ?? "state \(state)"
    }

    private func checkTime(_ row: EventRow) {
        let wall = last?.wall ?? meta.genesis.createdMicroseconds
        if row.wall < wall, !(last == nil && extent.hasArchive) {
            sink.find(.time, seq: row.seq, "the wall clock runs back, by \(wall - row.wall) µs")
        }
        if let last, row.at < last.at {
            sink.find(.time, seq: row.seq, "machine time runs back, by \(last.at - row.at) ms")
        }
    }

    private func checkContent(_ row: EventRow) {
        do {
            for column in try row.inconsistentColumns() {
                sink.find(.content, seq: row.seq, "column \(column) does not agree with the rest of the event")
            }
        } catch {
            sink.find(.content, seq: row.seq, "column \(error.column) holds what no event has")
        }
    }
}
