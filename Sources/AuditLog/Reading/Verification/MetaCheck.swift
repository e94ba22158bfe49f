import AuditLogSchema

/// Checks what the log was begun with, and its keys.
struct MetaCheck {
    let reader: LogReader

    func run(_ sink: FindingSink) throws(LogError) {
        let meta = reader.meta
        if meta.genesis.hash != meta.storedGenesisHash {
            sink.find(.meta, "the genesis hash does not cover the log id, format, times and first key that stand there")
        }
        try reader.transaction {
            // The numbers as they stand there: the genesis hash has them in fewer bits.
            let format = try reader.database.integer("SELECT format FROM meta WHERE id = 1")
            if format != Int64(LogSchema.format) {
                sink.find(.meta, "the format is \(format ?? 0) where it should be \(LogSchema.format)")
            }
            let signing = try reader.database.integer("SELECT signing FROM meta WHERE id = 1")
            if signing != 0, signing != 1 {
                sink.find(.meta, "whether the log is signed is \(signing ?? -1), which means nothing")
            }
            for check in [VerificationFinding.Check.meta, .head] {
                let rows = try reader.database.integer("SELECT count(*) FROM \(check.rawValue)") ?? 0
                if rows > 1 { sink.find(check, "its table has \(rows) rows where there should be 1") }
            }
        }
        checkKeys(meta.keys, sink)
    }

    /// A new key counts only where the key before it vouches for it in an event. This format has no such events yet,
    /// so the first key of each purpose is the only one.
    private func checkKeys(_ keys: [KeyRow], _ sink: FindingSink) {
        for purpose in [KeyRow.Purpose.signing, .vault] {
            let rows = keys.filter { $0.purpose == purpose.rawValue }
            guard let first = rows.first else {
                sink.find(.keys, "there is no \(purpose) key")
                continue
            }
            if first.fromSeq != 1 { sink.find(.keys, "the \(purpose) key \(first.id) is not in force from the start") }
            for row in rows.dropFirst() {
                sink.find(.keys, "the \(purpose) key \(row.id) came into force by no event")
            }
        }
    }
}
