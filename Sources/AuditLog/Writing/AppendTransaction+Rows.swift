import TokenMachine

// The rows to which events refer: found, or written with the first event that needs them.
extension AppendTransaction {
    mutating func session(_ label: SessionLabel) throws -> DigestedRow<SessionRow> {
        if let row = cache.sessions[label] { return row }
        if let row = try log.findSession(label, connection).map(DigestedRow.init) {
            cache.sessions[label] = row
            return row
        }
        let seed = log.environment.randomInteger()
        try connection.insertSession.bind(label.text, at: 1)
        try connection.insertSession.bind(seed, at: 2)
        try connection.insertSession.bind(wall, at: 3)
        try connection.insertSession.run()
        guard let row = try log.findSession(label, connection).map(DigestedRow.init) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a session that was just written is not there")
        }
        cache.sessions[label] = row
        return row
    }

    mutating func policy(_ policy: TokenPolicy) throws -> DigestedRow<PolicyRow> {
        if let row = cache.policies[policy] { return row }
        let content = policy.canonicalBytes
        if try findPolicy(content) == nil {
            try connection.insertPolicy.bind(content, at: 1)
            try connection.insertPolicy.run()
        }
        guard let id = try findPolicy(content) else {
            throw LogError.damaged(path: log.path, seq: nil, reason: "a policy that was just written is not there")
        }
        let row = DigestedRow(PolicyRow(id: id, content: content))
        cache.policies[policy] = row
        return row
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
