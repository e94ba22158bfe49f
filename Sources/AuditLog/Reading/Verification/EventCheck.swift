// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// Checks events one after the other, in the order of their seqs.
///
/// Each check goes on from what stands in the row before, true or not, so that every fault is reported once, where
/// it is.
struct EventCheck {
    /// What is known of a session.
    private struct Session {
        /// What leaves cover of its row.
        var digest: Hash?
        /// Where it stands; `nil` before its first event.
        var latest: VerificationStart.Latest?
    }

    private let meta: LogMeta
    private let extent: LogExtent
    private let sink: FindingSink
    private let marks: Set<Int64>
    private var sessions = RowTable<Session>()
    // What the next event mostly names again.
    private var policy: (id: Int64, digest: Hash)?
    private var writer: (id: Int64, digest: Hash)?
    private var chain: [UInt8]?
    private var archived: (seq: Int64, mark: ArchiveMark)?

    /// How many events were checked.
    private(set) var count: Int64 = 0
    /// The seq that comes next.
    private(set) var nextSeq: Int64
    /// The instant of the last event; `nil` where there is none.
    private(set) var at: Int64?
    /// The wall clock of the last event, or of the log's making.
    private(set) var wall: Int64
    /// The chain after the events of the seqs that were asked for.
    private(set) var chains: [Int64: [UInt8]] = [:]
    /// The tree over the events so far. After an event that is missing or not the one hashed it is not known any more.
    private(set) var tree: MerkleFrontier?
    /// The roots of the trees of the sizes that were asked for, as far as they are known.
    private(set) var roots: [Int64: [UInt8]] = [:]
    /// The keys that came into force, by the seqs of the events.
    private(set) var keyChanges: [Int64: KeyChange] = [:]

    /// - Parameter marks: The seqs after which the chain and the root are to be known.
    init(meta: LogMeta, extent: LogExtent, marks: [Int64?], sink: FindingSink) {
        self.meta = meta
        self.extent = extent
        self.sink = sink
        self.marks = Set(marks.compactMap { $0 })
        chain = extent.start.chain
        nextSeq = extent.first
        at = extent.start.at
        wall = extent.start.wall
        for (id, latest) in extent.start.sessions.sorted(by: { $0.key < $1.key }) {
            sessions[id, default: Session()].latest = latest
        }
        tree = extent.start.tree
        chains[extent.start.size] = extent.start.chain
        roots[extent.start.size] = extent.start.tree.root
    }

    /// Checks the event that follows those before.
    mutating func check(_ row: EventRow, _ referred: ReferredRowCache) throws(LogError) {
        checkSequence(row)
        var session = sessions[row.session, default: Session()]
        try checkChain(row, &session, referred)
        checkSession(row, &session)
        sessions[row.session, default: Session()] = session
        checkTime(row)
        checkContent(row)
        count += 1
        nextSeq = row.seq + 1
        at = row.at
        wall = row.wall
        if marks.contains(row.seq) {
            chains[row.seq] = row.chain
            roots[row.seq] = tree?.root
        }
    }

    private mutating func checkSequence(_ row: EventRow) {
        guard row.seq != nextSeq else { return }
        let missing = nextSeq == row.seq - 1 ? "it is missing" : "it and all up to event \(row.seq - 1) are missing"
        sink.find(.sequence, seq: nextSeq, missing)
        // What is missing is part of the hashes.
        chain = nil
        tree = nil
    }

    private mutating func checkChain(
        _ row: EventRow, _ session: inout Session, _ referred: ReferredRowCache
    ) throws(LogError) {
        defer { chain = row.chain }
        if session.digest == nil {
            session.digest =
                row.session == 0 ? LeafContext.noSession : try find(.session, row.session, of: row, referred)
        }
        if policy?.id != row.policy {
            policy = try find(.policy, row.policy, of: row, referred).map { (row.policy, $0) }
        }
        if writer?.id != row.writer {
            writer = try find(.writer, row.writer, of: row, referred).map { (row.writer, $0) }
        }
        guard let session = session.digest, let policy = policy?.digest, let writer = writer?.digest else {
            tree = nil
            return
        }
        let context = LeafContext(logID: meta.genesis.logID, session: session, policy: policy, writer: writer)
        let leaf = row.leaf(in: context)
        tree?.append(leaf)
        if let chain, EventRow.chain(chain, leaf) != Hash(row.chain) {
            tree = nil
            sink.find(
                .chain, seq: row.seq, "the event, or the session, policy or writer that it names, is not the one hashed"
            )
        }
    }

    private func find(
        _ table: ReferredRowCache.Table, _ id: Int64, of row: EventRow, _ referred: ReferredRowCache
    ) throws(LogError) -> Hash? {
        let digest = try referred.digest(table, id)
        if digest == nil { sink.find(.reference, seq: row.seq, "\(table.name) \(id) is missing") }
        return digest
    }

    private func checkSession(_ row: EventRow, _ session: inout Session) {
        let before = session.latest
        session.latest = VerificationStart.Latest(version: row.version, toState: row.toState)
        if before == nil, !extent.start.knowsSessions { return }
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
        if row.wall < wall {
            sink.find(.time, seq: row.seq, "the wall clock runs back, by \(wall - row.wall) µs")
        }
        if let at, row.at < at {
            sink.find(.time, seq: row.seq, "machine time runs back, by \(at - row.at) ms")
        }
    }

    private mutating func checkContent(_ row: EventRow) {
        do {
            let content = try row.decodedContent()
            if row.session == 0, case .record(let record) = content {
                keyChanges[row.seq] = record.key
                if let mark = record.archive { archived = (row.seq, mark) }
            }
            for column in try row.inconsistentColumns(for: content) {
                sink.find(.content, seq: row.seq, "column \(column) does not agree with the rest of the event")
            }
        } catch {
            sink.find(.content, seq: row.seq, "column \(error.column) holds what no event has")
        }
    }

    /// Checks what the log goes on from: the last record of archiving covers it.
    func checkBase(_ referred: ReferredRowCache) throws(LogError) {
        guard let base = extent.base else {
            if let archived { sink.find(.base, seq: archived.seq, "what was moved to an archive then is not known") }
            return
        }
        let digest = try base.digest(
            session: { id throws(LogError) in try referred.digest(.session, id) },
            policy: { id throws(LogError) in try referred.digest(.policy, id) })
        if archived?.mark != ArchiveMark(size: base.size, digest: digest) {
            sink.find(
                .base, seq: archived?.seq, "what the log goes on from is not what was recorded when it was archived")
        }
    }
}
