// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// `tpaudit schema`: what is written for programs is what its schema says.
@Suite struct SchemaTests {
    @Test func `every command that writes for programs has a schema`() {
        let writing = TPAudit.configuration.subcommands.filter { $0 is any AuditCommand.Type }
            .compactMap { $0.configuration.commandName }.filter { $0 != "step" }
        #expect(Set(writing + ["export"]) == Set(MachineShape.commands.map(\.name)))
    }

    @Test func `schemas are as they were before`() throws {
        let run = ToolRun("schema")
        #expect(run.exit == .fine)
        #expect(run.lines.count == MachineShape.commands.count * 2 - 1)
        try GoldenOutput.expect("schema.jsonl", toHold: run.output)
    }

    /// Readers take the last of two fields of one name, or the first, or none.
    @Test func `no schema has a field twice`() throws {
        func repeated(_ value: LogValue) -> [String] {
            switch value {
            case .object(let fields):
                let names = fields.map(\.name)
                return names.filter { name in names.count { $0 == name } > 1 } + fields.flatMap { repeated($0.value) }
            case .list(let values): return values.flatMap(repeated)
            default: return []
            }
        }
        for (command, shape) in MachineShape.commands {
            let schemas = [shape.json, shape.line].compactMap { $0 }.map { $0.document(title: command) }
            #expect(schemas.flatMap(repeated) == [], "\(command)")
        }
    }

    @Test func `one schema is printed for people, and says the same`() throws {
        let run = ToolRun("schema", "verify")
        #expect(run.lines.count > 40)
        let all = ToolRun("schema").lines.map {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary
        }
        #expect(all.contains(try run.json() as? NSDictionary))
        #expect(ToolRun("schema", "export", "--format", "jsonl").exit == .fine)
        #expect(ToolRun("schema", "export").exit == .usage)
        #expect(ToolRun("schema", "step").exit == .usage)
    }

    @Test(.enabled(if: SchemaValidator.isThere, Comment(rawValue: SchemaValidator.absence)))
    func `what commands write is what their schemas say`() throws {
        var validator = SchemaValidator()
        let bench = try SpoiledLog.sample()
        for command in ToolCommand.all {
            add(command.line(bench.path), of: bench, to: &validator)
        }
        add(["doctor", bench.path], of: bench, to: &validator)
        add(["replay", bench.path, "--set", "renewAt=0.5"], of: bench, to: &validator)
        add(["compare", bench.path, bench.path], of: bench, to: &validator)
        for format in SchemaCommand.Format.allCases {
            let copy = bench.scratch.file("copy-\(format).sqlite")
            try add(ToolRun("backup", bench.path, copy, "--format", format.rawValue), "backup", format, to: &validator)
        }
        try addProofs(of: bench, to: &validator)
        let records = try LogBench.withRecords()
        add(["events", records.path], of: records, to: &validator)
        let broken = try SpoiledLog(of: bench)
        try broken.spoil {
            try $0.execute("UPDATE event SET disposition = 3 WHERE seq = 13; DELETE FROM event WHERE seq = 11")
        }
        add(["verify", broken.path], of: bench, to: &validator)
        add(["replay", broken.path], of: bench, to: &validator)
        #expect(try validator.complaints() == [])
    }

    /// Every failure, every verdict, and most states.
    @Test(.enabled(if: SchemaValidator.isThere, Comment(rawValue: SchemaValidator.absence)))
    func `what commands write of every story is what their schemas say`() throws {
        var validator = SchemaValidator()
        for story in PlantedStory.allCases {
            let (bench, now) = try story.told()
            for command in ["info", "sessions", "events", "state", "why", "stats", "transitions", "verify", "doctor"] {
                for format in SchemaCommand.Format.allCases {
                    let run = ToolRun([command, bench.path, "--format", format.rawValue], now: now)
                    try add(run, command, format, to: &validator)
                }
            }
        }
        #expect(try validator.complaints() == [])
    }

    @Test(.enabled(if: SchemaValidator.isThere, Comment(rawValue: SchemaValidator.absence)))
    func `what is not what the schema says is found`() throws {
        let bench = try SpoiledLog.sample()
        let event = ToolRun("show", bench.path, "9", "--format", "json").output
        for (old, new) in [
            ("\"seq\":9", "\"seq\":0"), ("\"burn\":null,", ""), ("\"kind\":\"grantIssued\"", "\"kind\":\"grant\""),
            ("{\"seq\"", "{\"more\":1,\"seq\""),
            ("\"state\":\"valid\",\"attempts\"", "\"state\":\"failed\",\"attempts\""),
            ("Z\",\"wall\"", "\",\"wall\""), ("\"forget\":[", "\"forget\":[1,"),
        ] {
            #expect(event.contains(old))
            var validator = SchemaValidator()
            validator.add("spoiled", event.replacing(old, with: new), to: "show", .json)
            #expect(try validator.complaints() != [], "\(new)")
        }
    }

    /// Runs a command in both formats.
    private func add(_ line: [String], of bench: LogBench, to validator: inout SchemaValidator) {
        for format in SchemaCommand.Format.allCases {
            let run = ToolRun(line + ["--format", format.rawValue])
            #expect(throws: Never.self) { try add(run, line[0], format, to: &validator) }
        }
    }

    private func add(
        _ run: ToolRun, _ command: String, _ format: SchemaCommand.Format, to validator: inout SchemaValidator
    ) throws {
        #expect(run.output != "", "\(command)")
        switch format {
        case .json: validator.add("\(command) json", run.output.replacing("\n", with: " "), to: command, .json)
        case .jsonl:
            for (number, line) in run.lines.enumerated() {
                validator.add("\(command) line \(number + 1)", line, to: command, .jsonl)
            }
        }
    }

    private func addProofs(of bench: LogBench, to validator: inout SchemaValidator) throws {
        let key = try #require(try LogReader(path: bench.path).info().keys.first { $0.purpose == .signing }).value
        for (name, line) in [
            ("proof", ["prove", bench.path, "5"]),
            ("excerpt", ["export", bench.path, "--session", "kiosk", "--proofs"]),
        ] {
            let run = ToolRun(line)
            let file = bench.scratch.file(name)
            try Data(run.output.utf8).write(to: URL(fileURLWithPath: file))
            add(["check-proof", file, "--signing-key", hex(key)], of: bench, to: &validator)
            if name == "excerpt" { try add(run, "export", .jsonl, to: &validator) }
        }
        let export = ToolRun("export", bench.path)
        try add(export, "export", .jsonl, to: &validator)
        let file = bench.scratch.file("export.jsonl")
        try Data(export.output.utf8).write(to: URL(fileURLWithPath: file))
        for format in SchemaCommand.Format.allCases {
            let log = bench.scratch.file("import-\(format).sqlite")
            try add(ToolRun("import", log, file, "--format", format.rawValue), "import", format, to: &validator)
        }
    }
}
