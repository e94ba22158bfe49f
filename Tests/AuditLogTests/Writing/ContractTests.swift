// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import Foundation
import Testing
import TokenMachine
import TokenMachineTesting

@testable import AuditLog

/// `Schema/README.md` and `Schema/log.sql` say what the code does.
struct ContractTests {
    private let page: String

    init() throws {
        var package = URL(fileURLWithPath: #filePath)
        // Out of Tests/AuditLogTests/Writing.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        page = try String(contentsOf: package.appendingPathComponent("Schema/README.md"), encoding: .utf8)
    }

    @Test func `the page names every column of every table`() throws {
        let bench = try LogBench()
        _ = try bench.open()
        let file = try bench.look()
        let tables = try file.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        #expect(tables.count == 11)
        for table in tables.map({ String(decoding: $0.bytes("name"), as: UTF8.self) }) {
            #expect(page.contains("`\(table)`"), "\(table)")
            for row in try file.rows("SELECT name FROM pragma_table_info('\(table)')") {
                let column = String(decoding: row.bytes("name"), as: UTF8.self)
                #expect(page.contains("`\(column)`"), "\(table).\(column)")
            }
        }
    }

    @Test func `the page has every code with its name`() {
        let kinds =
            EventKind.allCases.map { ($0.rawValue, "\($0)") } + LogRecord.Kind.allCases.map { ($0.rawValue, "\($0)") }
        for (code, name) in kinds {
            #expect(page.contains("| \(code) | \(name) |"), "\(name)")
        }
        let rows = page.split(separator: "\n").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        func cell(_ code: UInt8, _ column: Int) -> String? {
            rows.first { $0.count == 9 && $0[1] == "\(code)" }?[column]
        }
        for state in StateKind.allCases { #expect(cell(state.rawValue, 2) == "\(state)") }
        for reason in IgnoreReason.allCases { #expect(cell(reason.rawValue, 3) == "ignored: \(reason)") }
        for fault in FaultKind.allCases { #expect(cell(fault.rawValue, 5) == "\(fault)") }
        for failure in Failure.allCases { #expect(cell(failure.rawValue, 6) == "\(failure)") }
        for reach in Reach.allCases { #expect(cell(reach.rawValue, 7) == "\(reach)") }
        for code in OAuthErrorCode.allCases where code != .other {
            // RFC 6749 writes invalid_grant where Swift writes invalidGrant.
            let words = cell(code.rawValue, 4)?.split(separator: "_").map(String.init) ?? []
            #expect(words.first.map { $0 + words.dropFirst().map(\.capitalized).joined() } == "\(code)")
        }
    }

    @Test func `the view of events shows the names and refs that the code has`() throws {
        let bench = try LogBench()
        let log = try bench.open()
        var random = SplitMix64(seed: 3)
        for kind in EventKind.allCases {
            for _ in 0..<10 { _ = try log.append([bench.event(random.anyEvent(of: kind).fact, at: 1_700_000_000_123)]) }
        }
        for kind in LogRecord.Kind.allCases where kind != .keyRotated && kind != .logArchived {
            try log.append(bench.record(LogRecord(kind)))
        }
        try log.rotateSigningKey(id: bench.nextID(), at: log.lastInstant)
        let rows = try bench.look().rows("SELECT * FROM events ORDER BY seq")
        let events = try log.events(after: 0, limit: 1000)
        #expect(rows.count == events.count)
        for (row, event) in zip(rows, events) {
            func text(_ column: String) -> String? {
                row[column] == .null ? nil : String(decoding: row.bytes(column), as: UTF8.self)
            }
            #expect(text("at") == "2023-11-14T22:13:20.123Z" || event.at.milliseconds != 1_700_000_000_123)
            #expect(text("wall") == "2023-11-14T22:13:20.000Z")
            switch event.content {
            case .record(let record):
                #expect(text("kind") == "\(record.kind)")
                #expect(text("session") == nil)
                #expect(text("from_state") == nil)
                #expect(text("refresh_ref") == record.refresh?.hexText)
            case .event(let content, from: let state, let transition):
                #expect(text("kind") == "\(content.kind)")
                #expect(text("session") == "box-office")
                #expect(text("from_state") == "\(state)")
                #expect(text("to_state") == "\(transition.state.kind)")
                if case .ignored(let reason) = transition.disposition {
                    #expect(text("disposition") == "\(reason)")
                } else {
                    #expect(text("disposition") == "taken")
                }
                #expect(text("refresh_ref") == content.grant?.refresh?.hexText)
                if content.kind != .accessRejected { #expect(text("access_ref") == content.grant?.access?.ref.hexText) }
            }
        }
        let latest = try bench.look().rows("SELECT * FROM latest")
        #expect(latest.map { $0.bytes("session") } == [Array("box-office".utf8)])
        #expect(latest[0].integer("seq") == events.last { $0.session != .log }?.seq)
    }
}
