// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import AuditLog

extension Attack {
    /// Twenty ways to falsify a log, and one to put back an older one.
    static let all = changes + truncations + forgeries

    /// Events are changed, removed or moved.
    private static let changes = [
        Attack("modify", found: [.chain], at: 8, anchor: nil) { log, _ in
            try log.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 8") }
        },
        Attack("modify and rehash all", found: [.checkpoint, .head], at: 6, anchor: 1) { log, _ in
            try log.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 8") }
            try log.rehash()
        },
        Attack("delete", found: [.sequence, .session], at: 8, anchor: nil) { log, _ in
            try log.spoil { try $0.execute("DELETE FROM event WHERE seq = 8") }
        },
        Attack("delete, renumber and rehash", found: [.checkpoint, .head], at: 6, anchor: 23) { log, _ in
            try log.remove("seq = 8")
            try log.rehash()
        },
        Attack("swap", found: [.chain, .time], at: 7, anchor: nil) { log, _ in
            try log.spoil {
                try $0.execute(
                    """
                    UPDATE event SET seq = 100 WHERE seq = 7;
                    UPDATE event SET seq = 7 WHERE seq = 8;
                    UPDATE event SET seq = 8 WHERE seq = 100;
                    """)
            }
        },
        Attack("move to another stream", found: [.checkpoint, .head], at: 6, anchor: 1) { log, _ in
            try log.spoil {
                try $0.execute("UPDATE event SET session = 3 - session, version = 1000 WHERE seq = 8")
                try $0.execute(SpoiledLog.renumbering)
            }
            try log.rehash()
        },
        Attack("backdate", found: [.checkpoint, .head], at: 6, anchor: 1) { log, _ in
            try log.spoil {
                try $0.execute(
                    """
                    UPDATE event SET (at_ms, wall_us) = (SELECT at_ms, wall_us FROM event WHERE seq = 7) WHERE seq = 8
                    """)
            }
            try log.rehash()
        },
        Attack("duplicate a row", found: [.checkpoint, .head], at: 6, anchor: 1) { log, _ in
            try log.spoil {
                try $0.execute(
                    """
                    CREATE TEMP TABLE twin AS SELECT * FROM event WHERE seq = 8;
                    UPDATE twin SET seq = 9, id = randomblob(16), version = 1000;
                    CREATE TEMP TABLE later AS SELECT * FROM event WHERE seq > 8;
                    DELETE FROM event WHERE seq > 8;
                    INSERT INTO event SELECT * FROM twin;
                    UPDATE later SET seq = seq + 1;
                    INSERT INTO event SELECT * FROM later;
                    \(SpoiledLog.renumbering)
                    """)
            }
            try log.rehash()
        },
        Attack("remove a whole stream and rebuild", found: [.checkpoint, .head], at: 1, anchor: 16) { log, _ in
            try log.remove("session = 2")
            try log.spoil { try $0.execute("DELETE FROM session WHERE id = 2") }
            try log.rehash()
        },
    ]

    /// The end is cut off, or checkpoints are taken away.
    private static let truncations = [
        Attack("truncate the unsealed tail", found: [.head], at: 20, anchor: 21) { log, _ in
            try log.truncate(after: 20)
        },
        Attack("truncate past a checkpoint", found: [.checkpoint, .head], at: 18, anchor: 18) { log, _ in
            try log.spoil { try $0.execute("DELETE FROM event WHERE seq > 17") }
        },
        Attack("truncate and drop later checkpoints", found: [.head], at: 17, anchor: 18) { log, _ in
            try log.truncate(after: 17)
            try log.spoil { try $0.execute("DELETE FROM checkpoint WHERE size > 17; UPDATE head SET checkpoint = 15") }
        },
        Attack("drop all checkpoints", found: [.checkpoint], at: 1, anchor: nil) { log, _ in
            try log.spoil { try $0.execute("DELETE FROM checkpoint") }
        },
        Attack("reorder checkpoints", found: [.checkpoint], at: 6, anchor: nil) { log, _ in
            try log.spoil {
                try $0.execute(
                    """
                    UPDATE checkpoint SET size = 100 WHERE size = 10;
                    UPDATE checkpoint SET size = 10 WHERE size = 15;
                    UPDATE checkpoint SET size = 15 WHERE size = 100;
                    """)
            }
        },
        Attack("rewrite and drop later checkpoints", found: [.checkpoint, .head], at: 10, anchor: 1) { log, _ in
            try log.spoil {
                try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 8")
                try $0.execute("DELETE FROM checkpoint WHERE size > 5; UPDATE head SET checkpoint = 5")
            }
            try log.rehash()
        },
        Attack("truncate, then the real writer resumes", found: [.head], at: 17, anchor: 18) { log, attacked in
            try log.truncate(after: 17)
            try log.spoil { try $0.execute("DELETE FROM checkpoint WHERE size > 17; UPDATE head SET checkpoint = 15") }
            // It does not: it refuses a log whose head is not signed, and so puts its seal under nothing.
            let files = try log.scratch.contents()
            #expect(throws: LogError.self) {
                try EventLog(path: log.path, keys: log.keys, environment: attacked.bench.environment)
            }
            #expect(try log.scratch.read(LogBench.name) == files[LogBench.name])
        },
    ]

    /// Something is put in that was never written, or was once.
    private static let forgeries = [
        Attack("forge a tail event", found: [.head], at: 24, anchor: nil) { log, _ in
            try log.spoil {
                try $0.execute(
                    """
                    CREATE TEMP TABLE twin AS SELECT * FROM event WHERE seq = 23;
                    UPDATE twin SET seq = 24, id = randomblob(16), version = version + 1, from_state = to_state;
                    INSERT INTO event SELECT * FROM twin;
                    """)
            }
            try log.rehash()
        },
        Attack("re-sign with another key", found: [.keys], at: nil, anchor: nil) { log, _ in
            let stranger = Curve25519.Signing.PrivateKey()
            try log.spoil { file in
                try file.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 8")
                try file.execute("UPDATE key SET value = x'\(hex(stranger.publicKey.rawRepresentation))' WHERE id = 1")
                try file.execute("UPDATE meta SET genesis = x'\(hex(try LayoutOracle(file).genesis()))'")
            }
            try log.rehash()
            try log.reseal(with: stranger)
            try log.spoil { try SpoiledLog.sign($0, with: stranger) }
        },
        Attack("re-sign with the stolen key", found: [], at: nil, anchor: 1) { log, _ in
            try log.spoil { try $0.execute("UPDATE event SET note = 'nothing happened' WHERE seq = 8") }
            try log.rehashAndSign()
        },
        Attack("splice another log", found: [.chain, .head], at: 21, anchor: nil) { log, attacked in
            // Another log of the same writer, signed with the same key.
            let other = try AttackedLog(seed: 2, keys: attacked.bench.scratch)
            let donor = try other.copy()
            try log.spoil {
                try $0.execute(
                    """
                    ATTACH '\(donor.path)' AS other;
                    DELETE FROM event WHERE seq > 20;
                    INSERT INTO event SELECT * FROM other.event WHERE seq > 20;
                    INSERT OR REPLACE INTO head SELECT * FROM other.head;
                    DETACH other;
                    """)
            }
        },
        Attack("put the whole file back", found: [], at: nil, anchor: 13) { log, attacked in
            for suffix in ["", ".head"] {
                let name = LogBench.name + suffix
                try log.scratch.write(attacked.older.scratch.read(name), to: name)
            }
        },
    ]
}
