// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// Text from outside is shown and never obeyed, also where it is handed on as evidence.
@Suite struct HostileEvidenceTests {
    private func run(_ format: String, _ line: String...) -> ToolRun {
        let run = ToolRun(line + (format == "-" ? [] : ["--format", format]), isTerminal: true)
        run.expectHarmless(format == "-" ? "text" : format, line.joined(separator: " "))
        return run
    }

    @Test func `what a server said comes out of no evidence alive`() throws {
        let log = try HostileText.signedLog()
        let (path, folder) = (log.path, log.scratch)
        let key = hex(try log.signingKey().publicKey.rawRepresentation)
        #expect(run("-", "verify", path).exit == .fine)
        try folder.write(run("-", "prove", path, "9").bytes, to: "proof")
        let excerpt = ToolRun("export", path, "--session", "kiosk", "--proofs")
        excerpt.expectHarmless("jsonl")
        try folder.write(excerpt.bytes, to: "excerpt")
        let export = ToolRun("export", path)
        export.expectHarmless("jsonl")
        try folder.write(export.bytes, to: "export")
        try folder.write(run("-", "anchor", path).bytes, to: "anchors")
        for format in ToolCommand.formats {
            let proven = run(format, "check-proof", folder.file("proof"), "--signing-key", key)
            #expect(proven.exit == .fine)
            #expect(run(format, "check-proof", folder.file("excerpt"), "--signing-key", key).exit == .fine)
            #expect(run(format, "import", folder.file("import-\(format)"), folder.file("export")).exit == .fine)
            #expect(run(format, "backup", path, folder.file("backup-\(format)")).exit == .fine)
            #expect(run(format, "compare", path, folder.file("backup-\(format)")).exit == .fine)
            #expect(run(format, "verify", path, "--anchor", folder.file("anchors")).exit == .fine)
            #expect(run(format, "replay", path, "--set", "renewAt=0.5").exit == .fine)
            _ = run(format, "doctor", path)
            _ = run(format, "find", path, "--key-file", folder.file("box-office.key"))
            // What was said got through, and is what it was.
            guard format == "json" else { continue }
            let event = (try proven.json() as? [String: Any])?["event"] as? [String: Any]
            let note = try #require(event?["note"] as? String)
            #expect(note.utf8.elementsEqual(HostileText.whole.utf8))
        }
        let keys = ["--key-file", folder.file("box-office.key")]
        for line in [
            ["checkpoint", path], ["archive", path, "--to", folder.file("old"), "--keep", "1"], ["rotate-key", path],
        ] {
            let run = ToolRun(line + keys, isTerminal: true)
            #expect(run.exit == .fine)
            run.expectHarmless()
        }
    }

    @Test func `the label of a session comes out of no evidence alive`() throws {
        let log = try HostileText.log()
        for format in ToolCommand.formats {
            let line = ["replay", log.path, "--set", "renewAt=0.5", "--format", format]
            ToolRun(line, isTerminal: true).expectHarmless(format)
        }
        ToolRun(["export", log.path], isTerminal: true).expectHarmless("jsonl")
        for text in stride(from: 0, to: 200, by: 10).map({ HostileText.all[$0] }) {
            ToolRun(["export", log.path, "--session", text, "--proofs"], isTerminal: true).expectHarmless("jsonl")
        }
    }

    /// Names of tables and indexes are in what a verification finds.
    @Test func `a schema that somebody changed is told and not obeyed`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { file in
            for text in HostileText.all where !text.contains("\0") {
                let name = text.replacing("\"", with: "\"\"")
                try file.execute("CREATE TABLE \"\(name)t\" (x); CREATE INDEX \"\(name)i\" ON \"\(name)t\" (x)")
            }
            try file.execute("UPDATE checkpoint SET note = '\u{1B}[2J\u{202E}' || note")
        }
        for format in ToolCommand.formats {
            for command in ToolCommand.all + [ToolCommand(name: "doctor")] {
                let run = ToolRun(command.line(log.path, "--format", format), isTerminal: true)
                run.expectHarmless(format, command.name)
                if command.name == "verify", format == "json" {
                    #expect(try findings(run).contains { $0.contains("\u{1B}[2J") })
                }
            }
            ToolRun(["compare", log.path, log.path, "--format", format], isTerminal: true).expectHarmless(format)
        }
        for line in [
            ["anchor", log.path], ["prove", log.path, "5"], ["export", log.path], ["report", log.path, "-o", "-"],
        ] {
            ToolRun(line, isTerminal: true).expectHarmless()
        }
    }

    private func findings(_ run: ToolRun) throws -> [String] {
        let whole = try run.json() as? [String: Any]
        return (whole?["findings"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
    }

    /// The name of a process is what its program makes it.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/cat")))
    func `the name of a process is told and not obeyed`() throws {
        let bench = try SpoiledLog.sample()
        let program = bench.scratch.file("\u{1B}[2J\n=1")
        try FileManager.default.copyItem(atPath: "/bin/cat", toPath: program)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = Foundation.FileHandle(forReadingAtPath: bench.path)
        try process.run()
        defer {
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
        // It has its own name once it answers.
        try input.fileHandleForWriting.write(contentsOf: Data("x".utf8))
        #expect(try output.fileHandleForReading.read(upToCount: 1) == Data("x".utf8))
        for format in ToolCommand.formats {
            let run = run(format, "doctor", bench.path)
            #expect(run.output.contains("(\(process.processIdentifier))"))
            #expect(run.output.contains("[2J"))
        }
    }
}
