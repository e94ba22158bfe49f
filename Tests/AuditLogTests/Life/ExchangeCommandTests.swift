// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// `tpaudit export`, `import` and `backup`.
struct ExchangeCommandTests {
    private let bench: LogBench
    private let copy: String

    init() throws {
        bench = try SpoiledLog.sample()
        copy = bench.scratch.file("copy.sqlite")
    }

    @Test func `an export is written as it was before`() throws {
        let run = ToolRun("export", bench.path)
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        try GoldenOutput.expect("export.jsonl", toHold: run.output)
    }

    @Test(arguments: ToolCommand.formats)
    func `what was copied is written as it was before`(format: String) throws {
        let backup = ToolRun("backup", bench.path, copy, "--format", format)
        #expect(backup.exit == .fine)
        #expect(backup.complaints == [])
        try GoldenOutput.expect("backup.\(format)", toHold: backup.output.replacing(copy, with: "COPY"))
        try bench.scratch.write(Array(ToolRun("export", bench.path).output.utf8), to: "export")
        let again = bench.scratch.file("again.sqlite")
        let run = ToolRun("import", again, bench.scratch.file("export"), "--format", format)
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        #expect(run.output.replacing(again, with: "COPY") == backup.output.replacing(copy, with: "COPY"))
        #expect(ToolRun("compare", copy, again).exit == .fine)
        #expect(ToolRun("verify", again).exit == .fine)
        #expect(ToolRun("verify", again, "--key-file", bench.keyPath).exit == .notFullyVerifiable)
    }

    @Test func `who copies the tokens is warned`() throws {
        let export = ToolRun("export", bench.path, "--with-vault")
        #expect(export.complaints.count == 1)
        #expect(export.output.contains("\"sealed\":"))
        try bench.scratch.write(Array(export.output.utf8), to: "export")
        let run = ToolRun("import", copy, bench.scratch.file("export"))
        #expect(run.exit == .fine)
        #expect(run.complaints.count == 1)
        #expect(run.output.hasSuffix("with 2 sealed tokens\n"))
        #expect(ToolRun("verify", copy, "--key-file", bench.keyPath).exit == .fine)
        let backup = ToolRun("backup", bench.path, bench.scratch.file("backup.sqlite"), "--with-vault")
        #expect(backup.complaints.count == 1)
        #expect(backup.output.hasSuffix("with 2 sealed tokens\n"))
    }

    @Test func `no byte of an export is obeyed by a terminal`() throws {
        let log = try SpoiledLog(of: bench)
        try log.spoil {
            try $0.execute(
                """
                UPDATE event SET note = CAST(x'1b5d303b61079b41c285ff0a0d7fe280ae22' AS TEXT) WHERE seq = 5;
                UPDATE event SET note = char(27, 0x202E, 10, 0x9B, 0xE0041) WHERE seq = 6;
                UPDATE session SET label = 'k' || char(27) || '[2J' WHERE id = 2;
                """)
        }
        let run = ToolRun(["export", log.path], isTerminal: true)
        #expect(run.exit == .fine)
        #expect(!run.output.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) })
        try bench.scratch.write(
            Array("{\"table\u{1B}[2J\u{202E}\":\"a\",\"table\u{1B}[2J\u{202E}\":1}".utf8), to: "export")
        let fault = ToolRun("import", copy, bench.scratch.file("export"))
        #expect(fault.complaints.count == 1)
        #expect(fault.complaints.allSatisfy { !$0.unicodeScalars.contains { TerminalText.isUnsafe($0) } })
    }

    @Test func `every way to fail has its code and one line`() throws {
        try bench.scratch.write(Array("{}\n".utf8), to: "export")
        let export = bench.scratch.file("export")
        func expect(_ exit: AuditExit, _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) {
            let run = ToolRun(arguments)
            #expect(run.exit == exit, sourceLocation: sourceLocation)
            #expect(run.output == "", sourceLocation: sourceLocation)
            #expect(run.complaints.count == 1, sourceLocation: sourceLocation)
        }
        expect(.notALog, "import", copy, export)
        expect(.cannotOpen, "import", copy, bench.scratch.file("nothing"))
        try bench.scratch.write(Array(ToolRun("export", bench.path).output.utf8), to: "real")
        expect(.outputFailed, "import", bench.path, bench.scratch.file("real"))
        expect(.outputFailed, "backup", bench.path, bench.path)
        expect(.outputFailed, "backup", bench.path, bench.scratch.file("no/folder"))
        expect(.cannotOpen, "backup", bench.scratch.file("nothing"), copy)
        expect(.cannotOpen, "export", bench.scratch.file("nothing"))
        expect(.notALog, "export", export)
        expect(.usage, "import", copy)
        expect(.usage, "backup", bench.path)
        expect(.usage, "export")
        let spoiled = try SpoiledLog(of: bench)
        try spoiled.spoil { try $0.execute("UPDATE event SET note = 'fine' WHERE seq = 5") }
        expect(.integrityFinding, "backup", spoiled.path, copy)
        try bench.scratch.write(Array(ToolRun("export", spoiled.path).output.utf8), to: "export")
        expect(.integrityFinding, "import", copy, export)
        #expect(try bench.scratch.names().filter { $0.hasPrefix("copy") }.isEmpty)
        #expect(ToolRun("export", bench.path, failingWith: OutputFailure(reason: "gone")).exit == .outputFailed)
    }
}
