// SPDX-License-Identifier: Apache-2.0

/// What stands in the small tables of a log: how it was begun, and its keys.
package struct LogMeta: Hashable, Sendable {
    /// What the log was begun with.
    var genesis: Genesis
    /// The genesis hash as it stands in the file, true or not.
    var storedGenesisHash: [UInt8]
    /// All keys, in the order of their rows.
    var keys: [KeyRow]

    /// Reads the small tables.
    init(_ database: Database, path: String) throws(LogError) {
        do {
            try self.init(reading: database, path: path)
        } catch let error as LogError {
            throw error
        } catch let error as SQLiteFailure {
            throw LogError(error, path: path)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    /// Reads the small tables, and leaves it to the caller what a failure of SQLite means.
    init(reading database: Database, path: String) throws {
        let readKeys = try database.prepare("SELECT \(KeyRow.columns) FROM key ORDER BY id")
        var keys: [KeyRow] = []
        while try readKeys.step() { keys.append(KeyRow(readKeys)) }
        let readMeta = try database.prepare(
            """
            SELECT log_id, format, created_us, durability, checkpoint_events, checkpoint_us, genesis FROM meta
            WHERE id = 1
            """)
        guard try readMeta.step() else {
            throw LogError.damaged(path: path, seq: nil, reason: "its meta table is empty")
        }
        let firstKey = keys.first { $0.purpose == KeyRow.Purpose.signing.rawValue }
        genesis = Genesis(
            logID: readMeta.bytes(0),
            format: UInt32(truncatingIfNeeded: readMeta.integer(1)),
            createdMicroseconds: readMeta.integer(2),
            durability: readMeta.integer(3),
            cadence: CheckpointCadence(events: readMeta.integer(4), microseconds: readMeta.integer(5)),
            firstPublicKey: firstKey?.value ?? [])
        storedGenesisHash = readMeta.bytes(6)
        self.keys = keys
    }

    /// The key for that purpose in force at `seq`.
    func key(_ purpose: KeyRow.Purpose, at seq: Int64) -> KeyRow? {
        keys.last { $0.purpose == purpose.rawValue && $0.fromSeq <= max(seq, 1) }
    }
}
