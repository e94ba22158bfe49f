// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// Numbers at the ends of their range, where one more, or the difference of two, is no number any more.
struct ExtremeNumberTests {
    /// All columns that hold a number.
    static let columns: [String] = {
        guard let bench = try? SpoiledLog.sample() else { return [] }
        let rows = try? bench.look().rows(
            """
            SELECT t.name || '.' || c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND c.type = 'INTEGER' ORDER BY 1
            """)
        return (rows ?? []).map { String(decoding: $0.bytes("name"), as: UTF8.self) }
    }()

    @Test func `there are columns to look at`() {
        #expect(Self.columns.count > 50)
    }

    /// What reads a log beside the commands that all tests know.
    private static func lines(_ path: String) -> [[String]] {
        ToolCommand.all.map { $0.line(path) } + [
            ["prove", path, "1"], ["prove", path, "15"], ["compare", path, path], ["export", path], ["doctor", path],
            ["export", path, "--session", "box-office", "--proofs"], ["anchor", path],
        ]
    }

    @Test(arguments: columns)
    func `no number in any column ends a program`(column: String) async throws {
        // A program that ends would take all other tests with it.
        await #expect(processExitsWith: .success) { [column = column as String] in
            let names = column.split(separator: ".")
            let bench = try ExtremeNumberTests.log(withBase: names[0].hasPrefix("base"))
            for number in [Int64.min, .max] {
                for place in ["min", "max"] {
                    let log = try SpoiledLog(of: bench)
                    // Some numbers the schema does not let in, whoever writes them.
                    try? log.spoil {
                        try $0.execute(
                            """
                            UPDATE \(names[0]) SET \(names[1]) = \(number)
                            WHERE \(names[1]) = (SELECT \(place)(\(names[1])) FROM \(names[0]))
                            """)
                    }
                    for line in ExtremeNumberTests.lines(log.path) { _ = ToolRun(line) }
                    // A writer refuses it, or goes on; it is not lost either.
                    let writer = try? EventLog(path: log.path, keys: log.keys, environment: bench.environment)
                    _ = try? writer?.append(bench.event(.tokenRequested))
                }
            }
        }
    }

    private static func log(withBase hasBase: Bool) throws -> LogBench {
        let bench = try LogBench()
        try bench.makeSample()
        if hasBase {
            let log = try bench.open()
            let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
            try log.archive(through: size, to: bench.scratch.file("archive"), id: bench.nextID(), at: log.lastInstant)
            try log.close()
        }
        try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bench
    }
}
