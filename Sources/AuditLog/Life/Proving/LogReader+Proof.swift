// SPDX-License-Identifier: Apache-2.0

extension LogReader {
    /// The last checkpoints of the log, in the order of their sizes. Nothing of them is verified.
    ///
    /// - Parameter count: How many there are to be at most.
    public func checkpoints(last count: Int = 1) throws(LogError) -> [Checkpoint] {
        try checkpoints("ORDER BY size DESC LIMIT ?", Int64(count)).reversed()
    }

    /// The checkpoint over so many events; `nil` where the log has none. Nothing of it is verified.
    public func checkpoint(over size: Int64) throws(LogError) -> Checkpoint? {
        try checkpoints("WHERE size = ?", size).first
    }

    /// The proof that the event of that seq is in the log, as all that a checkpoint covers is.
    ///
    /// All events that the checkpoint covers are read for it.
    ///
    /// - Parameter checkpoint: One that covers the event: any of this log, or the last one.
    /// - Returns: The proof; `nil` where the log has no such event, or the checkpoint does not cover it, or it was moved
    ///   to an archive.
    /// - Throws: ``LogError/damaged(path:seq:reason:)`` where the log's events are not those that were signed.
    public func proof(of seq: Int64, in checkpoint: Checkpoint) throws(LogError) -> EventProof? {
        guard let row = try row(seq), seq <= checkpoint.size else { return nil }
        let prover = try LogProver(self, checkpoint)
        guard let inclusion = try prover.proof(of: seq) else { return nil }
        return EventProof(
            content: try prover.content(of: row), inclusion: inclusion, checkpoint: checkpoint)
    }

    /// How many events were moved to archives; 0 where none were.
    public func archivedSize() throws(LogError) -> Int64 {
        try transaction { try database.integer("SELECT size FROM base WHERE id = 1") ?? 0 }
    }

    private func checkpoints(_ condition: String, _ value: Int64) throws(LogError) -> [Checkpoint] {
        try transaction {
            let select = try database.prepare("SELECT size, note FROM checkpoint \(condition)")
            try select.bind(value, at: 1)
            var checkpoints: [Checkpoint] = []
            while try select.step() {
                guard let checkpoint = Checkpoint(select.optionalText(1) ?? "") else {
                    let size = select.integer(0)
                    throw LogError.damaged(
                        path: path, seq: size, reason: "the checkpoint over \(size) events is no signed note of a log")
                }
                checkpoints.append(checkpoint)
            }
            return checkpoints
        }
    }
}
