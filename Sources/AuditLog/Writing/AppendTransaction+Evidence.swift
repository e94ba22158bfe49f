// SPDX-License-Identifier: Apache-2.0

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
        _ = try insert(row, .record(record), session: nil, policy: try policy(.ticketpark))
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

    /// Seals all tokens with other keys, and the key that names them, so that their names stay.
    func reseal(with keys: LogKeys) throws {
        guard !hasFoundEvents else { return }
        let successor = TokenVault(keys: keys, logID: meta.genesis.logID)
        let select = try connection.database.prepare("SELECT session, ref, kind, sealed FROM vault WHERE kind <> 3")
        var tokens: [(session: SessionID, token: VaultedToken)] = []
        while try select.step() {
            let session = SessionID(select.integer(0))
            let ref = TokenRef(column: select.bits(1))
            guard let kind = TokenKind(code: select.integer(2)),
                let secret = log.vault.open(select.bytes(3), session: session, ref: ref, kind: kind)
            else {
                throw LogError.damaged(
                    path: log.path, seq: nil, reason: "a sealed token of session \(session.number) does not open")
            }
            tokens.append((session, VaultedToken(ref: ref, kind: kind, secret: secret)))
        }
        for (session, token) in tokens {
            let sealed = try successor.seal(token, session: session, nonce: log.environment.random(12))
            try put(session, token.ref.column, Int64(token.kind.rawValue), sealed)
        }
        try keepNames(of: log.vault, under: successor)
    }

    /// Keeps the key that names tokens in `vault`, sealed by `successor`.
    private func keepNames(of vault: TokenVault, under successor: TokenVault) throws {
        let names = try vault.sealedFingerprintKey(by: successor, nonce: log.environment.random(12))
        try put(.log, 0, Int64(TokenVault.fingerprintKind), names)
    }

    func put(_ session: SessionID, _ ref: Int64, _ kind: Int64, _ sealed: [UInt8]) throws {
        try connection.putSecret.bind(session.number, at: 1)
        try connection.putSecret.bind(ref, at: 2)
        try connection.putSecret.bind(kind, at: 3)
        try connection.putSecret.bind(sealed, at: 4)
        try connection.putSecret.run()
    }

    /// Empties the vault, and signs all sessions out that held tokens: what opened them is lost.
    mutating func signOutAll(at instant: Instant, makeID: () -> EventID) throws {
        guard !hasFoundEvents else { return }
        let select = try connection.database.prepare("SELECT id, label, seed, created_us FROM session ORDER BY id")
        var sessions: [SessionRow] = []
        while try select.step() { sessions.append(SessionRow(select)) }
        for session in sessions {
            guard let state = try log.findLatest(SessionID(session.id), connection)?.state,
                state.kind != .unauthenticated
            else { continue }
            _ = try write(
                AppendRequest(
                    id: makeID(),
                    .event(
                        .signOutRequested(burn: false), try SessionLabel(session.label), policy: .ticketpark,
                        secrets: []),
                    at: instant))
        }
        try connection.database.execute("DELETE FROM vault")
        let vault = TokenVault(keys: log.keys, logID: meta.genesis.logID)
        try keepNames(of: vault, under: vault)
        try writeCheckpoint()
    }
}
