// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import TokenMachine

@testable import AuditLog

/// A log that attackers get their hands on, again and again: 23 events of two sessions, checkpoints over 5, 10, 15 and
/// 20 of them, and a tail that no checkpoint covers yet. Of it there are also an older copy, after 12 events, and a
/// checkpoint over all 23 that was kept elsewhere.
struct AttackedLog {
    let bench: LogBench
    let older: SpoiledLog
    let anchor: Checkpoint
    /// The public key that is known to be the log's.
    let known: [UInt8]
    private let written: SpoiledLog

    /// - Parameter seed: Another one makes another log, of the same keys where `keys` has them.
    init(seed: UInt64 = 1, keys: Scratch? = nil) throws {
        bench = try LogBench(seed: seed)
        for name in ["box-office.key", "box-office.key.sign"] {
            if let keys { try FileManager.default.copyItem(atPath: keys.file(name), toPath: bench.scratch.file(name)) }
        }
        let log = try bench.open { $0.cadence = CheckpointCadence(events: 5, microseconds: 60_000_000) }
        known = log.keys.publicKey
        try AttackedLog.append(12, to: log, bench)
        older = try AttackedLog.settled(bench)
        try AttackedLog.append(11, to: log, bench)
        written = try AttackedLog.settled(bench)
        guard let anchor = try log.writeCheckpoint() else { throw Refused(outcome: .adoptionRefused(spentAt: 0)) }
        self.anchor = anchor
    }

    private static func append(_ count: Int, to log: EventLog, _ bench: LogBench) throws {
        for _ in 0..<count {
            bench.clock.microseconds += 1_000_000
            let at = bench.clock.microseconds / 1000
            let number = log.size
            let label: SessionLabel = number % 3 == 1 ? .kiosk : .office
            let fact: TokenEvent.Fact = number % 4 == 0 ? .signInRequested : .tokenRequested
            try log.append(bench.event(fact, label, at: at, note: "number \(number + 1)"))
        }
    }

    /// A copy without a WAL.
    private static func settled(_ bench: LogBench) throws -> SpoiledLog {
        let copy = try SpoiledLog(of: bench)
        try copy.look { try $0.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
        return copy
    }

    /// A copy of the log with 23 events, for one attack. Its side file is the attacker's to leave or to take.
    func copy() throws -> SpoiledLog {
        try SpoiledLog(of: written)
    }
}
