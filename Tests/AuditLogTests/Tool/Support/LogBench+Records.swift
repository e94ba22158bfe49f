// SPDX-License-Identifier: Apache-2.0

import TokenMachine

@testable import AuditLog

extension LogBench {
    /// The sample with a record of every kind that the log writes of itself. It is closed.
    static func withRecords() throws -> LogBench {
        let bench = try SpoiledLog.sample()
        let log = try bench.open()
        let (now, office) = (Instant(milliseconds: 1_700_001_000_000), SessionID(1))
        let refresh = log.ref(of: Secret("refresh-1"))
        for record in [
            LogRecord(.policyChanged, subject: office), LogRecord(.adoptionRefused, subject: office, refresh: refresh),
            LogRecord(.refreshTokenBurned, subject: SessionID(2), refresh: refresh),
        ] {
            _ = try log.append([bench.record(record, at: now.milliseconds)])
        }
        try log.rotateSigningKey(id: bench.nextID(), at: now)
        try log.rotateVaultKey(id: bench.nextID(), at: now)
        let size = try bench.look().integers("SELECT min(size) FROM checkpoint")[0]
        try log.archive(through: size, to: bench.scratch.file("archive.sqlite"), id: bench.nextID(), at: now)
        try log.close()
        return bench
    }
}
