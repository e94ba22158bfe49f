import TokenMachine

// What seals the events of a log beside their chain: keys and checkpoints.
extension AppendTransaction {
    /// Writes the record that another key is in force from the next event on, and the key. What came before is sealed
    /// by a checkpoint under the old one.
    mutating func rotate(_ id: EventID, _ purpose: KeyRow.Purpose, to value: [UInt8], at instant: Instant) throws {
        guard try log.findEvent(id, connection) == nil else {
            hasFoundEvents = true
            return
        }
        var key = KeyRow(
            id: (meta.keys.last?.id ?? 0) + 1, purpose: purpose.rawValue, value: value, fromSeq: end.size + 2)
        try key.sign(with: log.keys.signingKey, logID: meta.genesis.logID)
        var record = LogRecord(.keyRotated)
        record.key = KeyChange(id: key.id, purpose: key.purpose, value: value, fromSeq: key.fromSeq)
        var row = EventRow()
        row.id = id.bytes
        row.set(record, at: max(instant, Instant(milliseconds: end.head.at)))
        _ = try insert(row, session: nil, policy: try policy(.ticketpark))
        try key.bind(to: connection.insertKey)
        try connection.insertKey.run()
        meta.keys.append(key)
        try writeCheckpoint()
    }

    /// Writes a checkpoint over all events, where the last one does not cover them all.
    @discardableResult mutating func writeCheckpoint() throws -> Checkpoint? {
        if end.size == end.head.checkpoint {
            guard end.size > 0 else { return nil }
            defer { connection.readCheckpoint.reset() }
            try connection.readCheckpoint.bind(end.size, at: 1)
            return try connection.readCheckpoint.step()
                ? Checkpoint(connection.readCheckpoint.optionalText(0) ?? "") : nil
        }
        let checkpoint = try Checkpoint(
            logID: meta.genesis.logID, tree: end.tree, wallMicroseconds: end.head.wall, previous: end.head.checkpoint,
            key: log.keys.signingKey)
        try connection.insertCheckpoint.bind(checkpoint.size, at: 1)
        try connection.insertCheckpoint.bind(end.tree.bytes, at: 2)
        try connection.insertCheckpoint.bind(checkpoint.text, at: 3)
        try connection.insertCheckpoint.run()
        end.head.checkpoint = checkpoint.size
        end.checkpointWall = checkpoint.wallMicroseconds
        hasWritten = true
        return checkpoint
    }
}
