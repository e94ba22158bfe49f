// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// Records of the log itself are told with all that they hold.
@Suite struct RecordContentTests {
    private let bench: LogBench

    init() throws {
        bench = try LogBench.withRecords()
    }

    private func records(_ more: String...) -> ToolRun {
        let kinds = LogRecord.Kind.allCases.filter { $0 != .clockJumped }.flatMap { ["--kind", "\($0)"] }
        return ToolRun(["events", bench.path] + kinds + more)
    }

    @Test(arguments: ["text", "jsonl"])
    func `a record is written as it was before`(format: String) throws {
        try GoldenOutput.expect("records.\(format)", toHold: records("--format", format).output)
    }

    @Test func `a rotation names the key that came into force`() throws {
        let keys = try bench.look().rows("SELECT * FROM key ORDER BY id")
        let changes = try objects("keyRotated").map { try #require($0["key"] as? [String: Any]) }
        #expect(changes.compactMap { $0["purpose"] as? String } == ["signing", "vault"])
        #expect(changes.compactMap { $0["value"] as? String } == keys.suffix(2).map { hex($0.bytes("value")) })
        #expect(
            changes.compactMap { $0["from_seq"] as? Int } == keys.suffix(2).map { Int($0.integer("from_seq")) })
    }

    @Test func `an archive names what was moved`() throws {
        let mark = try #require(try objects("logArchived").first?["archive"] as? [String: Any])
        let base = try #require(try bench.look().rows("SELECT size FROM base").first)
        #expect(mark["through"] as? Int == Int(base.integer("size")))
        #expect((mark["digest"] as? String)?.count == 64)
    }

    @Test func `show has the same in words, and other events have neither`() throws {
        let seq = try #require(try objects("keyRotated").first?["seq"] as? Int)
        let shown = ToolRun("show", bench.path, "\(seq)").lines
        #expect(shown.contains { $0.hasPrefix("key.purpose ") && $0.hasSuffix(" signing") })
        #expect(shown.contains { $0.hasPrefix("key.from_seq ") && $0.hasSuffix(" \(seq + 1)") })
        for kind in ["policyChanged", "adoptionRefused", "refreshTokenBurned"] {
            for record in try objects(kind) { #expect(record["key"] is NSNull && record["archive"] is NSNull) }
        }
    }

    private func objects(_ kind: String) throws -> [[String: Any]] {
        try #require(try ToolRun("events", bench.path, "--kind", kind, "--format", "json").json() as? [[String: Any]])
    }
}
