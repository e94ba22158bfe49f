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
            let digested = try self.session(label)
            let session = digested.row
            if case .grantAdopted(let grant) = fact, let ref = grant.refresh, let spent = try spent(ref, session) {
                let record = LogRecord(.adoptionRefused, subject: SessionID(session.id), refresh: ref)
                row.set(record, at: at)
                row.details.cause = spent
                return try insert(row, .record(record), session: nil, policy: try self.policy(policy))
            }
            let latest = try latest(session)
            if let expected = request.expectedVersion, expected != latest.version {
                throw LogError.versionConflict(path: log.path, expected: expected, actual: latest.version)
            }
            let event = TokenEvent(fact, at: at)
            let transition = reduce(latest.state, event, policy: policy)
            row.set(event, from: latest.state.kind, transition)
            let stored = try insert(
                row, .event(event, from: latest.state.kind, transition), session: digested,
                policy: try self.policy(policy))
            cache.latest[SessionID(session.id)] = AppendCache.Latest(
                seq: stored.seq, version: stored.version, state: transition.state)
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
        _ row: consuming EventRow, _ content: StoredEvent.Content, session: DigestedRow<SessionRow>?,
        policy: DigestedRow<PolicyRow>
    ) throws -> StoredEvent {
        let writer = try writer()
        let id = session.map { SessionID($0.row.id) } ?? .log
        row.seq = end.size + 1
        row.session = id.number
        row.version = try version(id) + 1
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
        if session == nil {
            cache.latest[.log] = AppendCache.Latest(seq: row.seq, version: row.version, state: .initial(seed: 0))
        }
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

    /// How many rows the session has, the log itself being session 0.
    private mutating func version(_ id: SessionID) throws -> Int64 {
        if let latest = cache.latest[id] { return latest.version }
        return try log.findEnd(of: id, connection)?.version ?? 0
    }

    private mutating func latest(_ session: SessionRow) throws -> AppendCache.Latest {
        let id = SessionID(session.id)
        if let latest = cache.latest[id] { return latest }
        let latest = try log.findLatest(id, connection)
        let found = latest ?? AppendCache.Latest(seq: 0, version: 0, state: session.initialState)
        cache.latest[id] = found
        return found
    }

    /// The seq of the grant for which this session spent `ref`, if it did.
    private func spent(_ ref: TokenRef, _ session: SessionRow) throws -> Int64? {
        defer { connection.findSpent.reset() }
        try connection.findSpent.bind(session.id, at: 1)
        try connection.findSpent.bind(ref.column, at: 2)
        guard try connection.findSpent.step() else { return nil }
        let seq = connection.findSpent.integer(0)
        // A server that does not rotate lets a refresh token be spent again and again: one that is held is alive.
        return try log.findLatest(SessionID(session.id), connection)?.state.holds(ref) == true ? nil : seq
    }

    private func keep(_ secrets: [VaultedToken], of session: SessionRow, heldBy state: TokenState) throws {
        for token in secrets where state.holds(token.ref) {
            let sealed = try log.vault.seal(
                token, session: SessionID(session.id), nonce: log.environment.random(12))
            try put(SessionID(session.id), token.ref.column, Int64(token.kind.rawValue), sealed)
        }
    }

    private func forget(_ refs: RefSet, of session: SessionRow) throws {
        for ref in refs {
            try connection.dropSecret.bind(session.id, at: 1)
            try connection.dropSecret.bind(ref.column, at: 2)
            try connection.dropSecret.run()
        }
    }
}
