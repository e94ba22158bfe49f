// SPDX-License-Identifier: Apache-2.0

extension LogReader {
    /// Verifies the log: its file, schema, keys, every event, the signed head and the side file; with keys also the
    /// vault. Events that are appended meanwhile are left for the next time.
    ///
    /// The memory it takes grows with the number of sessions, policies and writers, and not with that of events.
    ///
    /// - Parameters:
    ///   - means: What is known from elsewhere.
    ///   - report: Is given every finding as soon as it is made.
    /// - Throws: Why the log cannot be verified at all. What is wrong with the log itself is a finding.
    public func verify(
        with means: VerificationMeans = VerificationMeans(), report: @escaping (VerificationFinding) -> Void
    ) throws(LogError) -> Verification {
        let sink = FindingSink(report)
        if let note { sink.note(note) }
        // The side file first: it never is ahead of the log, so what it says must be in what is read after it.
        let side = HeadFile(log: file).read()
        try sink.run(.schema) { () throws(LogError) in try SchemaCheck(reader: self).run(sink) }
        try sink.run(.meta) { () throws(LogError) in try MetaCheck(reader: self).run(sink) }
        var measured: LogExtent?
        try sink.run(.head) { () throws(LogError) in
            measured = try LogExtent(self, trusted: means.trusted)
        }
        guard let extent = measured else {
            try reportFile(FileCheck(self, through: nil), sink)
            return Verification(
                findings: sink.count, notes: sink.notes, gaps: sink.gaps, logID: self.meta.genesis.logID)
        }
        let isWhole = extent.first == extent.firstSeq
        var fileCheck = FileCheck(self, through: isWhole ? extent.last : nil)
        let meta = extent.meta
        let referred = ReferredRowCache(reader: self)
        let marks = [side?.size, extent.head?.size] + means.anchors.map(\.size)
        var events = EventCheck(meta: meta, extent: extent, marks: marks, sink: sink)
        var checkpoints = try CheckpointCheck(reader: self, extent: extent, sink: sink)
        try sink.run(.chain) { () throws(LogError) in
            try forEachRow(in: extent) { row throws(LogError) in
                fileCheck.add(row)
                try events.check(row, referred)
                try checkpoints.check(after: row, tree: events.tree)
            }
        }
        try reportFile(fileCheck, sink)
        try events.checkBase(referred)
        KeyCheck(meta: meta, extent: extent, trustedKey: means.signingKey).run(events.keyChanges, sink)
        AnchorCheck(meta: meta, extent: extent, anchors: means.anchors).run(events, sink)
        HeadCheck(extent: extent, side: side).run(events, sink)
        checkpoints.finish()
        try sink.run(.reference) { () throws(LogError) in try referred.checkAll(in: extent, sink) }
        try sink.run(.vault) { () throws(LogError) in try checkVault(with: means.keys, extent, sink) }
        return Verification(
            events: events.count, findings: sink.count, notes: sink.notes, gaps: sink.gaps,
            logID: meta.genesis.logID,
            signingKey: extent.head.flatMap { meta.signer(of: $0)?.value },
            chain: extent.head?.chain)
    }

    private func reportFile(_ check: FileCheck, _ sink: FindingSink) throws(LogError) {
        try sink.run(.file) { () throws(LogError) in
            for complaint in try check.complaints() { sink.find(.file, complaint) }
        }
    }

    /// Calls `body` with each row up to the end of `extent`, a page at a time.
    func forEachRow(in extent: LogExtent, _ body: (EventRow) throws(LogError) -> Void) throws(LogError) {
        try forEachRow(from: extent.first, through: extent.last, body)
    }

    /// Calls `body` with each row from `first` to `last`, a page at a time.
    func forEachRow(
        from first: Int64, through last: Int64, _ body: (EventRow) throws(LogError) -> Void
    ) throws(LogError) {
        guard first <= last else { return }
        // Few rows are read before another thread has begun.
        let ahead = last - first < 1000 ? nil : connection.flatMap { RowsAhead($0, first...last) }
        defer { ahead?.cancel() }
        var next = first
        while next <= last {
            let page: [EventRow]
            if let ahead {
                page = try ahead.next()
            } else {
                page = try rows(next...last, conditions: "", isReversed: false, limit: 1000)
            }
            let size = page.first?.seq == next ? 0 : try archivedSize()
            guard size < next else {
                // Not missing, but moved while this went on: the archive has them now.
                throw .archived(path: path, through: size)
            }
            for row in page { try body(row) }
            guard let last = page.last else { return }
            next = last.seq + 1
        }
    }

    private func checkVault(
        with source: KeySource?, _ extent: LogExtent, _ sink: FindingSink
    ) throws(LogError) {
        guard let source else {
            sink.note("the vault was not opened: no key was given")
            return
        }
        let keys: LogKeys
        do {
            keys = try source.load(for: extent.meta)
        } catch {
            sink.leaveOpen("the vault: \(error)")
            return
        }
        try VaultCheck(reader: self, keys: keys, extent: extent).run(sink)
    }
}
