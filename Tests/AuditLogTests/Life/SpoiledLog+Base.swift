// SPDX-License-Identifier: Apache-2.0

@testable import AuditLog

extension SpoiledLog {
    /// Takes the first events out, and leaves what the log goes on from in their place. No record of it is written.
    func moveAway(through size: Int64) throws {
        try spoil { file in
            let oracle = try LayoutOracle(file)
            let moved = try file.rows("SELECT * FROM event WHERE seq <= \(size) ORDER BY seq")
            let leaves = moved.map { LayoutOracle.sha256(oracle.leafBytes($0)) }
            try file.execute(
                """
                INSERT INTO base (id, size, chain, frontier, at_ms, wall_us)
                SELECT 1, seq, chain, x'\(hex(LayoutOracle.frontier(leaves[...])))', at_ms, wall_us
                FROM event WHERE seq = \(size);
                INSERT INTO base_session (session, seq, version, at_ms, wall_us, policy, reducer, state)
                SELECT session, seq, max(version), at_ms, wall_us, policy, reducer, state
                FROM event WHERE seq <= \(size) GROUP BY session;
                DELETE FROM event WHERE seq <= \(size);
                """)
        }
    }
}
