// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AuditLog

/// Something that somebody with write access to all files of a log does to it, and what has to come of it.
struct Attack: CustomTestStringConvertible, Sendable {
    typealias Check = VerificationFinding.Check

    /// What is done.
    var name: String
    /// What of the verification finds it, without anything that was kept elsewhere but the public key; nothing where
    /// that cannot be.
    var checks: Set<Check>
    /// The first event that these findings name; `nil` where none can be named.
    var seq: Int64?
    /// The first event that an anchor over all 23 adds to that; `nil` where it adds nothing.
    var anchoredSeq: Int64?
    /// Does it.
    var commit: @Sendable (SpoiledLog, AttackedLog) throws -> Void

    var testDescription: String { name }

    init(
        _ name: String, found checks: Set<Check>, at seq: Int64?, anchor anchoredSeq: Int64?,
        _ commit: @escaping @Sendable (SpoiledLog, AttackedLog) throws -> Void
    ) {
        self.name = name
        self.checks = checks
        self.seq = seq
        self.anchoredSeq = anchoredSeq
        self.commit = commit
    }
}

extension SpoiledLog {
    /// Takes events out of the middle, and closes the gap.
    func remove(_ condition: String) throws {
        try spoil {
            try $0.execute("DELETE FROM event WHERE \(condition)")
            try $0.execute(SpoiledLog.renumbering)
        }
    }

    /// Numbers events and the events of each session anew, in their order.
    static let renumbering = """
        CREATE TEMP TABLE rows AS SELECT * FROM event;
        UPDATE rows SET version = (SELECT count(*) FROM event WHERE session = rows.session AND seq <= rows.seq);
        UPDATE rows SET seq = (SELECT count(*) FROM event WHERE seq <= rows.seq);
        DELETE FROM event;
        INSERT INTO event SELECT * FROM rows ORDER BY seq;
        """

    /// Cuts off all events behind `seq`, and makes the head one of what is left, as far as that can be done without a
    /// key.
    func truncate(after seq: Int64) throws {
        try spoil { try $0.execute("DELETE FROM event WHERE seq > \(seq)") }
        try rehash()
    }
}
