// SPDX-License-Identifier: Apache-2.0

@testable import AuditLog

extension SpoiledLog {
    /// A log in which `count` events of another session were put behind those of the box office, without their hashes.
    static func crowded(_ count: Int) throws -> SpoiledLog {
        let log = try SpoiledLog(of: try PlantedStory.refreshLost.told().log)
        try log.spoil {
            try $0.execute(
                """
                INSERT INTO session SELECT 2, 'crowd', seed, created_us FROM session WHERE id = 1;
                WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < \(count))
                INSERT INTO event SELECT (SELECT max(seq) FROM event) + n, randomblob(16), 2, n, policy, at_ms, wall_us,
                    writer, cause, 6, 2, 2, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                    NULL, NULL, NULL, NULL, NULL, reducer, (SELECT state FROM event WHERE seq = 1),
                    (SELECT effects FROM event WHERE seq = 2), chain FROM event, more WHERE seq = 9;
                """)
        }
        return log
    }
}
