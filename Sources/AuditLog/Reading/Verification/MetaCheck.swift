// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema

/// Checks what the log was begun with.
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
            if format.flatMap({ Int32(exactly: $0) }).flatMap({ reader.formats.schemas[$0] }) == nil {
                sink.find(.meta, "it was made in format \(format ?? -1), which never was")
            }
            let durability = try reader.database.integer("SELECT durability FROM meta WHERE id = 1") ?? 0
            if Durability(rawValue: durability) == nil {
                sink.find(.meta, "the durability is \(durability), which means nothing")
            }
            for check in [VerificationFinding.Check.meta, .head] {
                let rows = try reader.database.integer("SELECT count(*) FROM \(check.rawValue)") ?? 0
                if rows > 1 { sink.find(check, "its table has \(rows) rows where there should be 1") }
            }
            let strays = try reader.database.integer("SELECT count(*) FROM base WHERE id <> 1") ?? 0
            if strays > 0 { sink.find(.base, "its table has \(strays) rows too many") }
            let sessions = try reader.database.integer(
                "SELECT count(*) FROM base_session WHERE NOT EXISTS (SELECT 1 FROM base WHERE id = 1)")
            if let sessions, sessions > 0 {
                sink.find(.base, "there are \(sessions) sessions to go on from, and nothing was moved to an archive")
            }
        }
    }
}
