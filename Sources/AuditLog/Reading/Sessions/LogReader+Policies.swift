// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// A policy that was in force for some event of a log.
public struct PolicySummary: Hashable, Sendable {
    /// Its row.
    public var id: Int64
    /// What it says.
    public var policy: TokenPolicy
}

/// A process that appended to a log.
public struct WriterSummary: Hashable, Sendable {
    /// Its row.
    public var id: Int64
    /// The number that the system gave it.
    public var processID: Int64
    /// The name of its program.
    public var program: String
    /// When it appended for the first time, in microseconds since the Unix epoch.
    public var startedMicroseconds: Int64
}

extension PolicySummary {
    /// The policy as every output shows it.
    package var value: LogValue {
        .object([LogValue.Field("id", .integer(id)), LogValue.Field("policy", LogValue(policy))])
    }
}

extension WriterSummary {
    /// The writer as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("id", .integer(id)),
            LogValue.Field("process", .integer(processID)),
            LogValue.Field("program", .text(program)),
            LogValue.Field("started", .wall(startedMicroseconds)),
        ])
    }
}

extension LogReader {
    /// All policies in the order of their rows.
    public func policies() throws(LogError) -> [PolicySummary] {
        try transaction {
            let select = try database.prepare("SELECT id, content FROM policy ORDER BY id")
            var policies: [PolicySummary] = []
            while try select.step() {
                let id = select.integer(0)
                guard let policy = try? TokenPolicy(canonicalBytes: select.bytes(1)) else {
                    throw LogError.damaged(path: path, seq: nil, reason: "policy \(id) holds what no policy has")
                }
                policies.append(PolicySummary(id: id, policy: policy))
            }
            return policies
        }
    }

    /// All writers in the order of their rows.
    public func writers() throws(LogError) -> [WriterSummary] {
        try transaction {
            let select = try database.prepare("SELECT id, pid, program, started_us FROM writer ORDER BY id")
            var writers: [WriterSummary] = []
            while try select.step() {
                writers.append(
                    WriterSummary(
                        id: select.integer(0), processID: select.integer(1), program: select.optionalText(2) ?? "",
                        startedMicroseconds: select.integer(3)))
            }
            return writers
        }
    }
}
