// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Logs as text, and made again of it.
struct ExchangeTests {
    private let bench: LogBench

    init() throws {
        bench = try LogBench()
        try bench.makeSample()
    }

    static func export(_ path: String, withVault hasVault: Bool = false) throws -> String {
        var text = ""
        try LogReader(path: path).export(withVault: hasVault) { text += $0 }
        return text
    }

    /// Makes a log of an export, and expects that it has all rows, and the same export.
    private func expectSame(
        _ path: String, withVault hasVault: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let scratch = try Scratch()
        let text = try Self.export(path, withVault: hasVault)
        try scratch.write(Array(text.utf8), to: "export")
        let copy = scratch.file("copy.sqlite")
        let made = try ExportFile(path: scratch.file("export")).makeLog(at: copy)
        let left: Set<String> = hasVault ? [] : ["vault"]
        #expect(try tables(copy, without: left) == tables(path, without: left), sourceLocation: sourceLocation)
        #expect(try Self.export(copy, withVault: hasVault) == text, sourceLocation: sourceLocation)
        #expect(made.size == (try LogReader(path: path).compare(with: LogReader(path: copy)).agreed))
        #expect(try LogReader(path: copy).compare(with: LogReader(path: path)).outcome == .same)
    }

    @Test func `a log comes back from its text as it was`() throws {
        try expectSame(bench.path)
        try expectSame(bench.path, withVault: true)
        let empty = try LogBench(seed: 2)
        try empty.open().close()
        try expectSame(empty.path)
    }

    @Test func `so does a log with other keys, its archive, and what is left of it`() throws {
        let log = try bench.open()
        try log.rotateSigningKey(id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
        try log.rotateVaultKey(id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
        try log.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        let archive = bench.scratch.file("archive.sqlite")
        try log.archive(
            through: 15, to: archive, id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
        for path in [archive, bench.path] {
            try expectSame(path)
            try expectSame(path, withVault: true)
        }
    }

    @Test func `a log of many pages comes back`() throws {
        let many = try LogBench(seed: 3)
        let log = try many.open()
        for _ in 0..<5 { _ = try log.append((0..<500).map { _ in many.event(.tokenRequested) }) }
        try log.close()
        try expectSame(many.path)
    }

    @Test(arguments: [
        // No UTF-8; NUL; what JSON, terminals and spreadsheets would take for something else; nothing.
        "x'ff', x'c328', x'eda080'", "x'6100', x'00', x'610062'", "x'225c0a0d091b7f', x'c285', x'e280ae'",
        "x'efbbbf61', x'f09f8e9f', x'2f2f'", "x''",
    ])
    func `any text survives`(notes: String) throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil { file in
            for (place, note) in notes.split(separator: ", ").enumerated() {
                try file.execute("UPDATE event SET note = CAST(\(note) AS TEXT) WHERE seq = \(place + 3)")
            }
        }
        try log.rehashAndSign()
        try expectSame(log.path)
    }

    @Test func `any integer survives, as a number where all readers take it for the same`() throws {
        let log = try SpoiledLog(of: bench)
        let numbers: [(Int64, String)] = [
            (.min, "\"-9223372036854775808\""), (.max, "\"9223372036854775807\""), (0, "0"), (-1, "-1"),
            (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "\"9007199254740992\""),
            (-9_007_199_254_740_991, "-9007199254740991"), (-9_007_199_254_740_992, "\"-9007199254740992\""),
        ]
        for (number, text) in numbers {
            try log.spoil { try $0.execute("UPDATE session SET seed = \(number) WHERE id = 1") }
            try log.rehashAndSign()
            #expect(try Self.export(log.path).contains("\"label\":\"box-office\",\"seed\":\(text),"))
            try expectSame(log.path)
            try log.scratch.write([], to: LogBench.name + ".head")
        }
    }

    @Test func `each line is JSON, with the table and its columns as the schema names them`() throws {
        let lines = try Self.export(bench.path, withVault: true).split(separator: "\n")
        let shape = try LogShape(madeBy: [LogFormats.known.schemas[0] ?? ""])
        var counts: [String: Int] = [:]
        for line in lines.dropFirst() {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let name = try #require(object["table"] as? String)
            let table = try #require(LogTable(rawValue: name))
            #expect(Set(object.keys) == Set(shape[table].map(\.name) + ["table"]))
            counts[name, default: 0] += 1
        }
        for (table, rows) in try tables(bench.path) { #expect(counts[table, default: 0] == rows.count, "\(table)") }
        #expect(lines.first == #"{"export":"ticketpark-auth","format":0}"#)
        #expect(lines.last?.hasPrefix(#"{"table":"head","id":1,"size":15,"#) == true)
    }

    @Test func `every table of a log is copied`() throws {
        let model = try LogBench(seed: 4)
        try model.open().close()
        #expect(Set(try tables(model.path).keys) == Set(LogTable.allCases.map(\.rawValue)))
    }

    @Test func `the tokens are part of it where they are asked for, and nowhere else`() throws {
        let sealed = try bench.look().rows("SELECT sealed FROM vault").map { hex($0.bytes("sealed")) }
        let without = try Self.export(bench.path)
        let with = try Self.export(bench.path, withVault: true)
        for token in sealed {
            #expect(with.contains(token))
            #expect(!without.contains(token))
        }
        #expect(!without.contains("\"table\":\"vault\""))
    }

    @Test func `an import goes on like the log, with its keys`() throws {
        let copy = bench.scratch.file("copy.sqlite")
        try bench.scratch.write(Array(try Self.export(bench.path).utf8), to: "export")
        _ = try ExportFile(path: bench.scratch.file("export")).makeLog(at: copy)
        #expect(try bench.scratch.mode("copy.sqlite") == 0o600)
        let log = try EventLog(path: copy, keys: bench.keys, creation: .never, environment: bench.environment)
        try log.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        try log.close()
        try checkLog(copy)
    }

    @Test func `a log of an older format stays one of it`() throws {
        var formats = LogFormats.known
        formats.current = 1
        formats.schemas[1] = formats.schemas[0]
        formats.steps[0] = "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT"
        let older = bench.scratch.file("older.sqlite")
        try bench.scratch.write(Array(try Self.export(bench.path).utf8), to: "export")
        var environment = bench.environment
        environment.formats = formats
        _ = try ExportFile(path: bench.scratch.file("export")).makeLog(at: older, environment: environment)
        #expect(try RawDatabase(older).integers("PRAGMA user_version") == [0])
        let log = try EventLog(path: older, keys: bench.keys, creation: .never, environment: environment)
        try log.close()
        let reader = try LogReader(path: older, plan: nil, formats: formats)
        let newer = bench.scratch.file("newer.sqlite")
        try reader.backUp(to: newer, environment: environment)
        #expect(try RawDatabase(newer).integers("PRAGMA user_version") == [1])
        #expect(try RawDatabase(newer).rows("SELECT * FROM more") == [])
        var text = ""
        try reader.export { text += $0 }
        #expect(text.hasPrefix(#"{"export":"ticketpark-auth","format":1}"#))
        try bench.scratch.write(Array(text.utf8), to: "export")
        #expect(throws: LogError.self) {
            try ExportFile(path: bench.scratch.file("export")).makeLog(at: bench.scratch.file("again.sqlite"))
        }
        _ = try ExportFile(path: bench.scratch.file("export")).makeLog(
            at: bench.scratch.file("again.sqlite"), environment: environment)
    }
}
