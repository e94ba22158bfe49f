import TokenMachine

/// The inside of one transaction: rows are written through it, and what it knows becomes the log's when it commits.
struct AppendTransaction {
    private let log: EventLog
    private let connection: LogConnection
    private(set) var head: SignedHead
    private(set) var cache: AppendCache
    /// Whether any event was in the log already.
    private(set) var hasFoundEvents = false
    private let wall: Int64

    init(log: EventLog, connection: LogConnection) {
        self.log = log
        self.connection = connection
        head = log.head
        cache = log.cache
        wall = max(log.environment.wallMicroseconds(), log.head.wall)
    }

    /// Writes the row, or for an adoption that is refused the record of the refusal. What is in the log under that
    /// id already is answered as it stands there.
    mutating func write(_ request: AppendRequest) throws -> StoredEvent {
        if let stored = try log.findEvent(request.id, connection) {
            hasFoundEvents = true
            return stored
        }
        var row = EventRow()
        row.id = request.id.bytes
        row.details.cause = request.cause
        row.note = request.note.map { Array($0.utf8) }
        let at = max(request.at, Instant(milliseconds: head.at))
        switch request.content {
        case .record(let record):
            row.set(record, at: at)
            return try insert(row, session: nil, policy: try policy(.ticketpark))
        case .event(let fact, let label, let policy, let secrets):
            let session = try session(label)
            if case .grantAdopted(let grant) = fact, let ref = grant.refresh, let spent = try spent(ref, session) {
                row.set(LogRecord(.adoptionRefused, subject: SessionID(session.id), refresh: ref), at: at)
                row.details.cause = spent
                return try insert(row, session: nil, policy: try self.policy(policy))
            }
            let latest = try latest(session)
            let event = TokenEvent(fact, at: at)
            let transition = reduce(latest.state, event, policy: policy)
            row.set(event, from: latest.state.kind, transition)
            let stored = try insert(row, session: session, policy: try self.policy(policy))
            cache.latest[SessionID(session.id)] = AppendCache.Latest(
                seq: stored.seq, version: stored.version, state: transition.state)
            try keep(secrets, of: session, heldBy: transition.state)
            try forget(transition.effects.forget, of: session)
            return stored
        }
    }

    /// Writes the signed head after all rows.
    mutating func writeHead() throws {
        head.wall = wall
        try head.sign(with: log.keys.signingKey, logID: log.meta.genesis.logID)
        try head.bind(to: connection.writeHead)
        try connection.writeHead.run()
    }

    private mutating func insert(_ draft: EventRow, session: SessionRow?, policy: PolicyRow) throws -> StoredEvent {
        let writer = try writer()
        let id = session.map { SessionID($0.id) } ?? .log
        var row = draft
        row.seq = head.size + 1
        row.session = id.number
        row.version = try version(id) + 1
        row.policy = policy.id
        row.wall = wall
        row.writer = writer.id
        let context = LeafContext(
            logID: log.meta.genesis.logID,
            session: session?.digest ?? LeafContext.noSession,
            policy: policy.digest,
            writer: writer.digest)
        row.chain = EventRow.chain(head.chain, row.leaf(in: context))
        try row.bind(to: connection.insertEvent)
        try connection.insertEvent.run()
        head.size = row.seq
        head.chain = row.chain
        head.at = row.at
        if session == nil {
            cache.latest[.log] = AppendCache.Latest(seq: row.seq, version: row.version, state: .initial(seed: 0))
        }
        return try row.decoded()
    }

    /// How many rows the session has, the log itself being session 0.
    private mutating func version(_ id: SessionID) throws -> Int64 {
        if let latest = cache.latest[id] { return latest.version }
        defer { connection.findLatest.reset() }
        try connection.findLatest.bind(id.number, at: 1)
        return try connection.findLatest.step() ? connection.findLatest.integer(1) : 0
    }

    private mutating func latest(_ session: SessionRow) throws -> AppendCache.Latest {
        let id = SessionID(session.id)
        if let latest = cache.latest[id] { return latest }
        let latest = try log.findLatest(id, connection)
        let found = latest ?? AppendCache.Latest(seq: 0, version: 0, state: session.initialState)
        cache.latest[id] = found
        return found
    }

    private mutating func session(_ label: SessionLabel) throws -> SessionRow {
        if let row = cache.sessions[label] { return row }
        if let row = try log.findSession(label, connection) {
            cache.sessions[label] = row
            return row
        }
        let seed = log.environment.randomInteger()
        try connection.insertSession.bind(label.text, at: 1)
        try connection.insertSession.bind(seed, at: 2)
        try connection.insertSession.bind(wall, at: 3)
        try connection.insertSession.run()
        guard let row = try log.findSession(label, connection) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a session that was just written is not there")
        }
        cache.sessions[label] = row
        return row
    }

    private mutating func policy(_ policy: TokenPolicy) throws -> PolicyRow {
        if let row = cache.policies[policy] { return row }
        let content = policy.canonicalBytes
        if try findPolicy(content) == nil {
            try connection.insertPolicy.bind(content, at: 1)
            try connection.insertPolicy.run()
        }
        guard let id = try findPolicy(content) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a policy that was just written is not there")
        }
        let row = PolicyRow(id: id, content: content)
        cache.policies[policy] = row
        return row
    }

    private func findPolicy(_ content: [UInt8]) throws -> Int64? {
        defer { connection.findPolicy.reset() }
        try connection.findPolicy.bind(content, at: 1)
        return try connection.findPolicy.step() ? connection.findPolicy.integer(0) : nil
    }

    private mutating func writer() throws -> WriterRow {
        if let row = cache.writer { return row }
        if let row = try log.findOwnWriter(connection) {
            cache.writer = row
            return row
        }
        try connection.insertWriter.bind(log.process, at: 1)
        try connection.insertWriter.bind(log.environment.processID, at: 2)
        try connection.insertWriter.bind(log.environment.program, at: 3)
        try connection.insertWriter.bind(wall, at: 4)
        try connection.insertWriter.run()
        guard let row = try log.findOwnWriter(connection) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a writer that was just written is not there")
        }
        cache.writer = row
        return row
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
            try connection.putSecret.bind(session.id, at: 1)
            try connection.putSecret.bind(token.ref.column, at: 2)
            try connection.putSecret.bind(Int64(token.kind.rawValue), at: 3)
            try connection.putSecret.bind(sealed, at: 4)
            try connection.putSecret.run()
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
