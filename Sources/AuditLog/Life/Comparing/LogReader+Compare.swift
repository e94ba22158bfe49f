// SPDX-License-Identifier: Apache-2.0

extension LogReader {
    /// Compares the log with another file, by what their chains say: where two chains are equal, all before is.
    ///
    /// The chains are taken as they stand there; whether they are those of the events, ``verify(with:report:)`` tells.
    /// Vaults and checkpoints are not compared.
    public func compare(with other: LogReader) throws(LogError) -> LogComparison {
        let first = try extent()
        let second = try other.extent()
        var comparison = LogComparison(outcome: .otherLogs, first: first, second: second)
        guard logID == other.logID else { return comparison }
        let start = max(first.archived, second.archived)
        let end = min(first.size, second.size)
        guard start <= end else {
            comparison.outcome = .apart
            return comparison
        }
        guard try agrees(with: other, after: start) else {
            comparison.outcome = .fork
            comparison.fork = 1...max(1, start)
            return comparison
        }
        guard try !agrees(with: other, after: end) else {
            comparison.agreed = end
            comparison.outcome = LogReader.outcome(first, second)
            return comparison
        }
        var agreed = start
        var differing = end
        while differing - agreed > 1 {
            let middle = agreed + (differing - agreed) / 2
            if try agrees(with: other, after: middle) { agreed = middle } else { differing = middle }
        }
        comparison.outcome = .fork
        comparison.agreed = agreed
        comparison.fork = differing...differing
        return comparison
    }

    /// What two files come to that agree as far as both reach.
    private static func outcome(
        _ first: LogComparison.Extent, _ second: LogComparison.Extent
    ) -> LogComparison.Outcome {
        if first.size == second.size { return .same }
        if first.size == second.archived { return .secondContinues }
        if second.size == first.archived { return .firstContinues }
        return first.size < second.size ? .firstEndsEarlier : .secondEndsEarlier
    }

    private func extent() throws(LogError) -> LogComparison.Extent {
        try transaction {
            let archived = try database.integer("SELECT size FROM base WHERE id = 1") ?? 0
            return LogComparison.Extent(
                archived: archived, size: try database.integer("SELECT max(seq) FROM event") ?? archived)
        }
    }

    private func agrees(with other: LogReader, after seq: Int64) throws(LogError) -> Bool {
        try chain(after: seq) == other.chain(after: seq)
    }

    /// The chain after an event; of none, the genesis hash.
    private func chain(after seq: Int64) throws(LogError) -> [UInt8] {
        guard seq > 0 else { return meta.storedGenesisHash }
        let chain = try transaction {
            let find = try database.prepare(
                "SELECT chain FROM event WHERE seq = ?1 UNION ALL SELECT chain FROM base WHERE size = ?1")
            try find.bind(seq, at: 1)
            return try find.step() ? find.bytes(0) : nil
        }
        guard let chain else { throw try missing(seq) }
        return chain
    }

    /// Why an event is missing that was there, or should be.
    func missing(_ seq: Int64) throws(LogError) -> LogError {
        let archived = try archivedSize()
        return archived >= seq
            ? .archived(path: path, through: archived) : .damaged(path: path, seq: seq, reason: "it is missing")
    }
}
