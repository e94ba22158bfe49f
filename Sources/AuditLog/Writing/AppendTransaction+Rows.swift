// SPDX-License-Identifier: Apache-2.0

import TokenMachine

// The rows to which events refer: found, or written with the first event that needs them.
extension AppendTransaction {
    /// Where in the cache the session of that label stands.
    mutating func session(_ label: SessionLabel) throws -> Int {
        if let place = cache.places[label] { return place }
        let row = try log.findSession(label, connection) ?? insertSession(label)
        let id = SessionID(row.id)
        let latest = try log.findLatest(id, connection)
        let place = cache.sessions.count
        cache.sessions.append(
            AppendCache.Session(
                id: id, digest: row.digest, version: latest?.version ?? 0, state: latest?.state ?? row.initialState))
        cache.places[label] = place
        return place
    }

    private func insertSession(_ label: SessionLabel) throws -> SessionRow {
        let seed = log.environment.randomInteger()
        try connection.insertSession.bind(label.text, at: 1)
        try connection.insertSession.bind(seed, at: 2)
        try connection.insertSession.bind(wall, at: 3)
        try connection.insertSession.run()
        guard let row = try log.findSession(label, connection) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a session that was just written is not there")
        }
        return row
    }

    mutating func policy(_ policy: TokenPolicy) throws -> DigestedRow<PolicyRow> {
        if let last = cache.lastPolicy, last.policy == policy { return last.row }
        let row = try cache.policies[policy] ?? findOrInsert(policy)
        cache.policies[policy] = row
        cache.lastPolicy = (policy, row)
        return row
    }

    private func findOrInsert(_ policy: TokenPolicy) throws -> DigestedRow<PolicyRow> {
        let content = policy.canonicalBytes
        if try findPolicy(content) == nil {
            try connection.insertPolicy.bind(content, at: 1)
            try connection.insertPolicy.run()
        }
        guard let id = try findPolicy(content) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a policy that was just written is not there")
        }
        return DigestedRow(PolicyRow(id: id, content: content))
    }

    func findPolicy(_ content: [UInt8]) throws -> Int64? {
        defer { connection.findPolicy.reset() }
        try connection.findPolicy.bind(content, at: 1)
        return try connection.findPolicy.step() ? connection.findPolicy.integer(0) : nil
    }

    mutating func writer() throws -> DigestedRow<WriterRow> {
        if let row = cache.writer { return row }
        if let row = try log.findOwnWriter(connection).map(DigestedRow.init) {
            cache.writer = row
            return row
        }
        try connection.insertWriter.bind(log.process, at: 1)
        try connection.insertWriter.bind(log.environment.processID, at: 2)
        try connection.insertWriter.bind(log.environment.program, at: 3)
        try connection.insertWriter.bind(wall, at: 4)
        try connection.insertWriter.run()
        guard let row = try log.findOwnWriter(connection).map(DigestedRow.init) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a writer that was just written is not there")
        }
        cache.writer = row
        return row
    }
}
