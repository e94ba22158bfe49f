// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// What somebody typed, or a script put together, is repeated and never obeyed; and so is what stands in files that
/// come from elsewhere.
@Suite struct HostileArgumentTests {
    @Test func `no argument is obeyed when it is repeated`() throws {
        let log = try SpoiledLog.sample().path
        let places: [(String) -> [String]] = [
            { [$0] }, { ["events", log, "--\($0)"] }, { ["schema", $0] }, { ["info", log, $0] },
            { ["events", log, "--session", $0] }, { ["events", log, "--kind", $0] },
            { ["events", log, "--state", $0] },
            { ["events", log, "--disposition", $0] }, { ["events", log, "--failure", $0] },
            { ["events", log, "--writer", $0] }, { ["events", log, "--attempt", $0] },
            { ["events", log, "--not", $0] },
            { ["events", log, "--not", "session=\($0)"] }, { ["events", log, "--since", $0] },
            { ["events", log, "--tz", $0] },
            { ["events", log, "--format", $0] }, { ["events", log, "--color", $0] }, { ["events", log, "-n", $0] },
            { ["events", log, "--follow", "--timeout", $0] }, { ["show", log, $0] }, { ["state", log, $0] },
            { ["state", log, "--at", $0] }, { ["why", log, $0] }, { ["why", log, "--at", $0] },
            { ["diff", log, $0, "9"] },
            { ["diff", log, "1", "2", "--session", $0] }, { ["trace", log, $0] }, { ["stats", log, "--session", $0] },
            { ["find", log, $0] }, { ["transitions", log, "--session", $0] },
            { ["transitions", log, "--picture", $0] },
            { ["step", log, $0] }, { ["replay", log, "--session", $0] }, { ["replay", log, "--set", $0] },
            { ["replay", log, "--set", "\($0)=1"] }, { ["replay", log, "--set", "renewAt=\($0)"] },
            { ["verify", log, "--signing-key", $0] }, { ["prove", log, $0] },
            { ["check-proof", log, "--signing-key", $0] },
            { ["archive", log, "--to", "old", "--older-than", $0] },
            { ["archive", log, "--to", "old", "--through", $0] },
            { ["export", log, "--session", $0, "--proofs"] }, { ["report", log, "-o", "-", "--session", $0] },
            { ["report", log, "-o", "-", "--limit", $0] }, { ["anchor", log, "-n", $0] }, { ["rotate-key", log, $0] },
        ]
        for place in places {
            for text in [HostileText.fixed, "\u{1B}[2J\r\n\u{202E}\"'`x", "-\u{9B}31m", "\u{1B}]8;;x\u{07}=1\n"] {
                let run = ToolRun(place(text), isTerminal: true)
                run.expectHarmless("text", "\(place("…"))")
                #expect(run.exit != .fine, "\(place("…"))")
                #expect(run.complaints.count == 1, "\(place("…")): \(run.complaints)")
            }
        }
    }

    @Test func `no name of a file is obeyed when it is repeated`() throws {
        let sample = try SpoiledLog.sample()
        let key = hex(try sample.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value"))
        for (number, name) in HostileText.fileNames.enumerated() {
            let folder = try Scratch()
            let (path, other) = (folder.file(name), folder.file("x" + name))
            try FileManager.default.copyItem(atPath: sample.path, toPath: path)
            try FileManager.default.copyItem(atPath: sample.keyPath, toPath: path + ".key")
            try FileManager.default.copyItem(atPath: sample.keyPath + ".sign", toPath: path + ".key.sign")
            try folder.write(ToolRun("export", path).bytes, to: "export")
            for format in ToolCommand.formats {
                for line in [
                    ["backup", path, other + format], ["compare", path, other + format], ["doctor", path],
                    ["import", other + "i" + format, folder.file("export")],
                ] {
                    ToolRun(line + ["--format", format], isTerminal: true).expectHarmless(format, line[0])
                }
            }
            // What the later names have is put together of what the first ones have.
            guard number < 8 else { continue }
            for line in [
                // What is there.
                ["report", path, "-o", other], ["report", path, "-o", other],
                ["anchor", path, "--append", other + "a"],
                ["events", path, "--cursor-file", other + "c"], ["verify", path, "--anchor", other + "a"],
                ["checkpoint", path], ["rotate-key", path], ["archive", path, "--to", other + "o", "--keep", "1"],
                // What is not, or is something else.
                ["info", other + "n"], ["info", other], ["verify", path, "--anchor", other], ["prove", path, "99"],
                ["verify", path, "--key-file", other + "n"], ["events", path, "--cursor-file", other],
                ["find", path, "--key-file", other], ["replay", path, "--policy", other], ["import", other, other],
                ["check-proof", other, "--signing-key", key], ["check-proof", path, "--signing-key", key],
                ["anchor", path, "--append", other], ["backup", path, path], ["compare", path, other],
                ["doctor", other], ["report", path, "-o", path, "--force"], ["step", other],
            ] {
                ToolRun(line, isTerminal: true).expectHarmless("text", line[0])
            }
        }
    }

    @Test func `no content of a file is obeyed when it is repeated`() throws {
        let sample = try SpoiledLog.sample()
        let (path, folder) = (sample.path, sample.scratch)
        let file = folder.file("file")
        let key = hex(try sample.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value"))
        func json(_ text: String) -> String { LogValue.text(text).json }
        let export = ToolRun("export", path).lines
        for text in HostileText.groups {
            let quoted = json(text)
            func expect(_ content: String, _ line: String...) throws {
                try folder.write(Array(content.utf8), to: "file")
                let run = ToolRun(line, isTerminal: true)
                run.expectHarmless("text", line[0])
                #expect(run.exit != .fine, "\(line[0]) \(quoted)")
                #expect(run.complaints.count == 1, "\(line[0]) \(quoted): \(run.complaints)")
            }
            for content in [
                text, "{\(quoted):1}", "{\"export\":\(quoted),\"format\":0}", "\(export[0])\n{\"table\":\(quoted)}",
                "\(export[0])\n{\"table\":\"meta\",\(quoted):\(quoted)}", "\(export[0])\n\(export[1])\n\(text)",
            ] {
                try expect(content, "import", folder.file("none"), file)
            }
            for content in [text, "c2sp.org/tlog-proof@v1\n\(text)\n", "{\"excerpt\":\(quoted)}", "{\(text)}"] {
                try expect(content, "check-proof", file, "--signing-key", key)
            }
            try expect(text + "x", "anchor", path, "--append", file)
            try expect("x" + text, "events", path, "--cursor-file", file)
        }
        for content in [
            "{\(json(HostileText.whole)):1}", "{\"renewAt\":\(json(HostileText.whole))}", HostileText.whole,
        ] {
            try folder.write(Array(content.utf8), to: "file")
            let run = ToolRun("replay", path, "--policy", file, isTerminal: true)
            run.expectHarmless()
            #expect(run.exit == .usage)
        }
    }

    /// What is looked for is secret, so it is not even repeated.
    @Test func `what comes on standard input is not repeated at all`() throws {
        let sample = try SpoiledLog.sample()
        for text in HostileText.all where text.contains("script") || text.contains("[31m") {
            let run = ToolRun(["find", sample.path, "--key-file", sample.keyPath], isTerminal: true, input: text)
            run.expectHarmless()
            #expect(!(run.output + run.complaints.joined()).contains("script"))
        }
    }
}
