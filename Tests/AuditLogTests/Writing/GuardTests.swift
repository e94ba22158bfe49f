// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// The triggers in the file, which keep any program from changing history by mistake.
struct GuardTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
        try bench.makeLog()
    }

    @Test(arguments: [
        ("meta", "created_us = 0"), ("key", "from_seq = 9"), ("session", "label = 'x'"), ("policy", "content = x'00'"),
        ("event", "note = 'x'"), ("checkpoint", "note = 'x'"),
    ])
    func `rows of history are neither changed nor deleted`(_ table: String, _ change: String) throws {
        let file = try bench.look()
        let before = try file.rows("SELECT * FROM \(table)")
        #expect(!before.isEmpty)
        for statement in ["UPDATE \(table) SET \(change)", "DELETE FROM \(table)"] {
            #expect(throws: RawDatabase.Failure.self, "\(statement)") { try file.execute(statement) }
        }
        #expect(try file.rows("SELECT * FROM \(table)") == before)
    }

    @Test(arguments: [
        ("base", "(1, 0, zeroblob(32), x'', 0, 0)", "size = 1"),
        ("base_session", "(1, 1, 1, 0, 0, 1, 1, x'')", "version = 2"),
    ])
    func `nor are those of an archived log`(_ table: String, _ row: String, _ change: String) throws {
        let file = try bench.look()
        try file.execute("INSERT INTO \(table) VALUES \(row)")
        #expect(throws: RawDatabase.Failure.self) { try file.execute("UPDATE \(table) SET \(change)") }
        #expect(throws: RawDatabase.Failure.self) { try file.execute("DELETE FROM \(table)") }
    }

    @Test(arguments: [1 as Int64, 3, 5, 0, -1])
    func `an event goes to the end and nowhere else, also in place of another`(_ seq: Int64) throws {
        let file = try bench.look()
        let columns = """
            zeroblob(16), session, 9, policy, at_ms, wall_us, writer, cause, kind, from_state, to_state, disposition,
            attempt, try, access_ref, refresh_ref, spent_ref, requested_ms, lifetime_ms, denial, fault, status, reached,
            retry_after_ms, burn, failure, subject, amount_ms, note, reducer, state, effects, chain
            """
        for verb in ["INSERT", "INSERT OR REPLACE"] {
            #expect(throws: RawDatabase.Failure.self) {
                try file.execute("\(verb) INTO event SELECT \(seq), \(columns) FROM event WHERE seq = 1")
            }
        }
        #expect(try file.integers("SELECT seq FROM event ORDER BY seq") == [1, 2, 3])
        try checkLog(bench.path)
    }

    @Test(arguments: [
        "UPDATE head SET chain = 'text'", "UPDATE head SET signature = x'00'", "INSERT INTO head SELECT * FROM head",
        "INSERT INTO vault VALUES (1, 1, 4, x'')", "INSERT INTO session VALUES (0, 'x', 1, 1)",
        "INSERT INTO meta VALUES (2, zeroblob(16), 0, 0, 1, 1, 1, zeroblob(32))",
    ])
    func `values of no meaning are refused`(_ statement: String) throws {
        let file = try bench.look()
        #expect(throws: RawDatabase.Failure.self) { try file.execute(statement) }
    }
}
