// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// The inside of one transaction: rows are written through it, and what it knows becomes the log's when it commits.
struct AppendTransaction {
    let log: EventLog
    let connection: LogConnection
    var end: LogEnd
    var meta: LogMeta
    var cache: AppendCache
    /// Whether any event was in the log already.
    var hasFoundEvents = false
    /// Whether there is anything to commit.
    var hasWritten = false
    let wall: Int64

    init(log: EventLog, connection: LogConnection) {
        self.log = log
        self.connection = connection
        end = log.end
        meta = log.meta
        cache = log.takeCache()
        wall = max(log.environment.wallMicroseconds(), log.end.head.wall)
    }

    /// Writes the row, or for an adoption that is refused the record of the refusal. What is in the log under that
    /// id already is answered as it stands there.
    mutating func write(_ request: AppendRequest) throws -> StoredEvent {
        if try mayBeThere(request.id), let stored = try log.findEvent(request.id, connection) {
            hasFoundEvents = true
            guard try isSame(stored, request) else { throw LogError.idTaken(path: log.path, seq: stored.seq) }
            return stored
        }
        var row = EventRow()
        row.id = request.id.bytes
        row.details.cause = request.cause
        row.note = request.note.map { Array($0.utf8) }
        let at = max(request.at, Instant(milliseconds: end.head.at))
        switch request.content {
        case .record(let record):
            row.set(record, at: at)
            return try insert(row, .record(record), session: nil, policy: try policy(.ticketpark))
        case .event(let fact, let label, let policy, let secrets):
            let place = try session(label)
            let session = cache.sessions[place]
            if case .grantAdopted(let grant) = fact, let ref = grant.refresh, let spent = try spent(ref, session) {
                let record = LogRecord(.adoptionRefused, subject: session.id, refresh: ref)
                row.set(record, at: at)
                row.details.cause = spent
                return try insert(row, .record(record), session: nil, policy: try self.policy(policy))
            }
            if let expected = request.expectedVersion, expected != session.version {
                throw LogError.versionConflict(path: log.path, expected: expected, actual: session.version)
            }
            let event = TokenEvent(fact, at: at)
            let transition = reduce(session.state, event, policy: policy)
            row.set(event, from: session.state.kind, transition)
            let stored = try insert(
                row, .event(event, from: session.state.kind, transition), session: session,
                policy: try self.policy(policy))
            cache.sessions[place].version = stored.version
            cache.sessions[place].state = transition.state
            try keep(secrets, of: session, heldBy: transition.state)
            try forget(transition.effects.forget, of: session)
            return stored
        }
    }

    /// Writes the signed head after all rows, and before it the checkpoint that is due by the clock.
    mutating func writeHead() throws {
        if end.size > end.head.checkpoint, wall - end.checkpointWall >= meta.genesis.cadence.microseconds {
            try writeCheckpoint()
        }
        guard let key = meta.key(.signing, at: end.size) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "it has no signing key")
        }
        end.head.root = end.tree.root
        end.head.keys = KeyRow.digest(of: meta.keys)
        end.head.key = key.id
        try end.head.sign(with: log.keys.signingKey, logID: meta.genesis.logID)
        try end.head.bind(to: connection.writeHead, end.tree)
        try connection.writeHead.run()
    }

    /// Whether `request` asks for what is in the log as `stored`.
    private mutating func isSame(_ stored: StoredEvent, _ request: AppendRequest) throws -> Bool {
        guard stored.note == request.note, stored.at >= request.at else { return false }
        switch (stored.content, request.content) {
        case (.record(let record), .record(let requested)):
            return record == requested && stored.cause == request.cause
        case (.record(let record), .event(.grantAdopted(let grant), _, _, _)):
            return record.kind == .adoptionRefused && record.refresh == grant.refresh
        case (.event(let event, _, _), .event(let fact, let label, let policy, _)):
            let session = try log.findSession(label, connection)?.id
            let policy = try findPolicy(policy.canonicalBytes)
            return event.fact == fact && stored.cause == request.cause && stored.session.number == session
                && stored.policy == policy
        case (.record, .event), (.event, .record):
            return false
        }
    }

    mutating func insert(
        _ row: consuming EventRow, _ content: StoredEvent.Content, session: AppendCache.Session?,
        policy: DigestedRow<PolicyRow>
    ) throws -> StoredEvent {
        let writer = try writer()
        row.seq = end.size + 1
        row.session = (session?.id ?? .log).number
        row.version = try (session?.version ?? recordCount()) + 1
        row.policy = policy.row.id
        row.wall = wall
        row.writer = writer.row.id
        let context = LeafContext(
            logID: meta.genesis.logID,
            session: session?.digest ?? LeafContext.noSession,
            policy: policy.digest,
            writer: writer.digest)
        let leaf = row.leaf(in: context)
        row.chain = EventRow.chain(end.head.chain, leaf).bytes
        try row.insert(with: connection.insertEvent)
        hasWritten = true
        if let greatest = cache.greatestID { cache.greatestID = max(greatest, EventID(stored: row.id).number) }
        end.head.size = row.seq
        end.head.chain = row.chain
        end.head.at = row.at
        end.head.wall = wall
        end.tree.append(leaf)
        if row.seq - end.head.checkpoint >= meta.genesis.cadence.events { try writeCheckpoint() }
        if session == nil { cache.recordCount = row.version }
        return try row.stored(content)
    }

    /// Whether an event of that id can be in the log. Ids come in the order of time, so that hardly any needs to be
    /// looked for.
    private mutating func mayBeThere(_ id: EventID) throws -> Bool {
        if let greatest = cache.greatestID { return id.number <= greatest }
        defer { connection.findGreatestID.reset() }
        guard try connection.findGreatestID.step() else { return false }
        let bytes = connection.findGreatestID.bytes(0)
        let greatest = bytes.isEmpty ? 0 : EventID(stored: bytes).number
        cache.greatestID = greatest
        return id.number <= greatest
    }

    /// How many records the log itself has had.
    private func recordCount() throws -> Int64 {
        try cache.recordCount ?? log.findEnd(of: .log, connection)?.version ?? 0
    }

    /// The seq of the grant for which this session spent `ref`, if it did.
    private func spent(_ ref: TokenRef, _ session: AppendCache.Session) throws -> Int64? {
        defer { connection.findSpent.reset() }
        try connection.findSpent.bind(session.id.number, at: 1)
        try connection.findSpent.bind(ref.column, at: 2)
        guard try connection.findSpent.step() else { return nil }
        let seq = connection.findSpent.integer(0)
        // A server that does not rotate lets a refresh token be spent again and again: one that is held is alive.
        return try log.findLatest(session.id, connection)?.state.holds(ref) == true ? nil : seq
    }

    private func keep(_ secrets: [VaultedToken], of session: AppendCache.Session, heldBy state: TokenState) throws {
        for token in secrets where state.holds(token.ref) {
            let sealed = try log.vault.seal(
                token, session: session.id, nonce: log.environment.random(12))
            try put(session.id, token.ref.column, Int64(token.kind.rawValue), sealed)
        }
    }

    private func forget(_ refs: RefSet, of session: AppendCache.Session) throws {
        for ref in refs {
            try connection.dropSecret.bind(session.id.number, at: 1)
            try connection.dropSecret.bind(ref.column, at: 2)
            try connection.dropSecret.run()
        }
    }
}
