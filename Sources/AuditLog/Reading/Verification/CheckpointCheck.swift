// SPDX-License-Identifier: Apache-2.0

/// Checks the checkpoints, each when all events that it covers were checked, and that there are as many of them as the
/// log was begun with promised.
struct CheckpointCheck {
    private struct Row {
        var size: Int64
        var frontier: [UInt8]
        /// `nil` where the note is none.
        var checkpoint: Checkpoint?
    }

    private let reader: LogReader
    private let meta: LogMeta
    private let extent: LogExtent
    private let sink: FindingSink
    private var rows: [Row] = []
    private var nextRow = 0
    /// The last checkpoint before the event that is looked at.
    private var size: Int64
    private var wall: Int64
    private var hasReportedGap = false
    /// Once events are not those that were signed over, all roots that follow differ.
    private var hasReportedTree = false

    init(reader: LogReader, extent: LogExtent, sink: FindingSink) throws(LogError) {
        self.reader = reader
        meta = extent.meta
        self.extent = extent
        self.sink = sink
        size = extent.start.size
        wall = extent.start.wall
        try readRows()
    }

    private static let pageSize: Int64 = 500

    /// Reads the checkpoints that come next.
    private mutating func readRows() throws(LogError) {
        let after = rows.last?.size ?? extent.start.size
        let last = min(extent.last, extent.lastCheckpoint)
        rows = try reader.transaction {
            let select = try reader.database.prepare(
                "SELECT size, frontier, note FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size LIMIT ?")
            try select.bind(after, at: 1)
            try select.bind(last, at: 2)
            try select.bind(CheckpointCheck.pageSize, at: 3)
            var rows: [Row] = []
            while try select.step() {
                let text = select.optionalText(2) ?? ""
                let checkpoint = Checkpoint(text).flatMap { $0.text == text ? $0 : nil }
                rows.append(Row(size: select.integer(0), frontier: select.bytes(1), checkpoint: checkpoint))
            }
            return rows
        }
        nextRow = 0
    }

    /// Checks what follows from an event that was just checked.
    ///
    /// - Parameter tree: The tree over the events so far; `nil` where it is not known any more.
    mutating func check(after row: EventRow, tree: MerkleFrontier?) throws(LogError) {
        checkCadence(row)
        // A checkpoint over an event that is missing comes after it all the same.
        while nextRow < rows.count, rows[nextRow].size <= row.seq {
            check(rows[nextRow], over: row, tree)
            nextRow += 1
            if nextRow == rows.count { try readRows() }
        }
    }

    /// Checks where the checkpoints end.
    func finish() {
        if let head = extent.head, head.checkpoint != size, head.checkpoint <= extent.last {
            sink.find(
                .checkpoint, seq: min(head.checkpoint, size) + 1,
                "the last checkpoint covers \(size) events, and the head was signed when one covered \(head.checkpoint)"
            )
        }
        if extent.lastCheckpoint > extent.last {
            sink.find(
                .checkpoint, seq: extent.last + 1,
                "there is a checkpoint over \(extent.lastCheckpoint) events, and the log has \(extent.last)")
        }
        if let size = extent.firstCheckpoint, size < extent.firstSeq {
            sink.find(.checkpoint, "there is a checkpoint over \(size) events, and the log begins after them")
        }
    }

    private mutating func checkCadence(_ row: EventRow) {
        let cadence = meta.genesis.cadence
        let isDue = row.seq - size >= cadence.events
        let isLate = row.wall - wall >= cadence.microseconds
        guard isDue || isLate, !hasReportedGap else { return }
        if nextRow < rows.count {
            let next = rows[nextRow]
            // One that is no checkpoint is a finding of its own.
            let comesLater = next.checkpoint.map { $0.wallMicroseconds > row.wall } == true
            guard isDue && next.size != row.seq || isLate && comesLater else { return }
        }
        hasReportedGap = true
        sink.find(.checkpoint, seq: row.seq, "a checkpoint was due with this event, and there is none")
    }

    private mutating func check(_ row: Row, over event: EventRow, _ tree: MerkleFrontier?) {
        defer {
            size = row.size
            wall = event.wall
            hasReportedGap = false
        }
        func find(_ text: String) {
            sink.find(.checkpoint, seq: row.size, "the checkpoint over \(row.size) events " + text)
        }
        guard let checkpoint = row.checkpoint else { return find("is no signed note of a log") }
        if checkpoint.logID != meta.genesis.logID { find("is of another log") }
        // Those of witnesses stand beside it where it was handed on, never in the log.
        if checkpoint.note.signatures.count > 1 { find("has more signatures than that of the log") }
        if checkpoint.size != row.size { find("is one over \(checkpoint.size) events") }
        if checkpoint.previous != size {
            find("names one over \(checkpoint.previous) events as the one before it, and that is one over \(size)")
        }
        if row.size == event.seq, checkpoint.wallMicroseconds != event.wall {
            find("has another time than the last event that it covers")
        }
        // One that another key signed, even a later one of this log, says nothing of that time.
        if let key = meta.key(.signing, at: row.size), !checkpoint.isSigned(by: key.value) {
            find("is not signed by the key that was in force")
        }
        if MerkleFrontier(size: row.size, bytes: row.frontier)?.root != checkpoint.root {
            find("has a tree that is not the one that was signed")
        }
        if let tree, tree.size == row.size, tree.root != checkpoint.root, !hasReportedTree {
            hasReportedTree = true
            sink.find(
                .checkpoint, seq: size + 1,
                "event \(size + 1) or one after it, up to event \(row.size), is not the one that the checkpoint over "
                    + "\(row.size) events was signed over")
        }
    }
}
