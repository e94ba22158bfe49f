// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// `tpaudit prove` and `tpaudit check-proof`.
struct ProveCommandTests {
    private let bench: LogBench
    private let key: String

    init() throws {
        bench = try SpoiledLog.sample()
        key = hex(try bench.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value"))
    }

    /// The file with the proof of an event.
    private func proof(of seq: Int) throws -> String {
        let run = ToolRun("prove", bench.path, "\(seq)")
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        try bench.scratch.write(Array(run.output.utf8), to: "proof")
        return bench.scratch.file("proof")
    }

    @Test func `a proof is written as it was before`() throws {
        try GoldenOutput.expect("prove.text", toHold: ToolRun("prove", bench.path, "5").output)
    }

    @Test(arguments: ToolCommand.formats)
    func `what a proof proves is written as it was before`(format: String) throws {
        let run = ToolRun("check-proof", try proof(of: 5), "--signing-key", key, "--format", format)
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        try GoldenOutput.expect("check-proof.\(format)", toHold: run.output)
    }

    @Test func `every event is proven, and shown as tpaudit show has it`() throws {
        let reader = try LogReader(path: bench.path)
        for seq in 1...15 {
            let run = ToolRun("check-proof", try proof(of: seq), "--signing-key", key, "--format", "json")
            #expect(run.exit == .fine)
            let row = try #require(try reader.row(Int64(seq)))
            guard case .object(let fields) = try LogValue(row, label: nil) else { continue }
            for field in fields where !["session", "chain"].contains(field.name) {
                #expect(run.output.contains("\"\(field.name)\":" + field.value.json), "\(seq) \(field.name)")
            }
        }
    }

    @Test func `nothing of a proof is obeyed by a terminal`() throws {
        for format in ToolCommand.formats {
            let run = ToolRun(
                ["check-proof", try proof(of: 5), "--signing-key", key, "--format", format], isTerminal: true)
            #expect(!run.output.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) }, "\(format)")
        }
        let name = bench.scratch.file("\u{1B}[2J\u{202E}")
        let run = ToolRun("check-proof", name, "--signing-key", key)
        #expect(run.exit == .cannotOpen)
        #expect(run.complaints.allSatisfy { !$0.unicodeScalars.contains { TerminalText.isUnsafe($0) } })
    }

    @Test(.enabled(if: IndependentVerifier.isThere, Comment(rawValue: IndependentVerifier.absence)))
    func `a program in another language takes the same proofs`() throws {
        let lines = try (1...15).map { seq in
            _ = try proof(of: seq)
            try bench.scratch.move("proof", to: "\(seq).tlog-proof")
            return ["--proof", bench.scratch.file("\(seq).tlog-proof"), "--public-key", key]
        }
        for run in try IndependentVerifier.runs(lines) { #expect(run.code == 0, "\(run.output)") }
        let without = try IndependentVerifier.script(
            "verify.py", ["--proof", try proof(of: 5), "--public-key", String(key.reversed())])
        #expect(without.code == 2)
    }

    @Test func `a proof is of one log, by one key`() throws {
        let file = try proof(of: 5)
        let log = hex(try LogReader(path: bench.path).logID)
        let other = String(repeating: "0", count: 32)
        #expect(ToolRun("check-proof", file, "--signing-key", key, "--log-id", log).exit == .fine)
        let wrongLog = ToolRun("check-proof", file, "--signing-key", key, "--log-id", other)
        #expect(wrongLog.exit == .integrityFinding)
        #expect(wrongLog.complaints.first?.hasSuffix("proves nothing of log \(other): it is of log \(log)") == true)
        let wrongKey = ToolRun("check-proof", file, "--signing-key", other + other)
        #expect(wrongKey.exit == .integrityFinding)
        #expect(wrongKey.output == "")
        #expect(wrongKey.complaints.first?.contains("is not signed by the key that was given") == true)
    }

    @Test func `a changed event is no longer proven`() throws {
        let text = String(
            decoding: try bench.scratch.read((try proof(of: 5) as NSString).lastPathComponent), as: UTF8.self)
        var proof = try EventProof(text)
        proof.content[200] ^= 1
        try bench.scratch.write(Array(proof.text.utf8), to: "changed")
        let run = ToolRun("check-proof", bench.scratch.file("changed"), "--signing-key", key)
        #expect(run.exit == .integrityFinding)
        #expect(
            run.complaints == [
                "tpaudit: \(bench.scratch.file("changed")) proves nothing: the event is not one of those that its "
                    + "checkpoint was signed over"
            ])
    }

    @Test(
        arguments: [
            ([], "is empty"), ([0xFF, 0xFE], "is no text"), (Array("text\n".utf8), "its first line is not c2sp.org"),
            (Array("{}\n".utf8), "it is not how an excerpt of a log begins"),
        ] as [([UInt8], String)])
    func `what is no proof is told`(content: [UInt8], reason: String) throws {
        try checkThatIsNoProof(content, reason)
    }

    @Test func `what is too long for a proof is told`() throws {
        try checkThatIsNoProof(
            Array(repeating: UInt8(ascii: "a"), count: 1 << 24 + 1), "is no text of less than 16 MiB")
    }

    private func checkThatIsNoProof(_ content: [UInt8], _ reason: String) throws {
        try bench.scratch.write(content, to: "file")
        let run = ToolRun("check-proof", bench.scratch.file("file"), "--signing-key", key)
        #expect(run.exit == .notALog)
        #expect(run.complaints.count == 1)
        #expect(run.complaints.first?.contains(reason) == true, "\(run.complaints)")
    }

    @Test func `what cannot be read has a code of its own`() throws {
        let missing = ToolRun("check-proof", bench.scratch.file("nothing"), "--signing-key", key)
        #expect(missing.exit == .cannotOpen)
        #expect(ToolRun("check-proof", bench.scratch.path, "--signing-key", key).exit == .cannotOpen)
        #expect(ToolRun("prove", bench.scratch.file("nothing"), "1").exit == .cannotOpen)
    }

    @Test func `an event that no checkpoint covers cannot be proven yet`() throws {
        let log = try bench.open()
        try log.append(bench.event(.tokenRequested))
        for seq in ["0", "-1", "17", "9223372036854775807"] {
            let run = ToolRun("prove", bench.path, "--", seq)
            #expect(run.exit == .no)
            #expect(run.complaints.first?.hasSuffix("has no event \(seq); it has 1 to 16") == true)
        }
        let late = ToolRun("prove", bench.path, "16")
        #expect(late.exit == .no)
        #expect(
            late.complaints.first?.hasSuffix(
                "covers event 16 yet; the last one covers 15 events; tpaudit checkpoint makes one") == true)
        #expect(ToolRun("prove", bench.path, "15", "--checkpoint", "14").exit == .no)
        let first = try LogReader(path: bench.path).checkpoints(last: 100)[0].size
        let early = ToolRun("prove", bench.path, "\(first + 1)", "--checkpoint", "\(first)")
        #expect(early.exit == .no)
        #expect(early.complaints.first?.contains("does not cover event \(first + 1)") == true)
        #expect(ToolRun("prove", bench.path, "\(first)", "--checkpoint", "\(first)").exit == .fine)
    }

    @Test func `an event in an archive is not looked for in the log`() throws {
        let rest = try SpoiledLog(of: bench)
        try rest.moveAway(through: 3)
        let run = ToolRun("prove", rest.path, "3")
        #expect(run.exit == .cannotOpen)
        #expect(run.complaints.first?.contains("what was before lies in its archive") == true)
        #expect(ToolRun("prove", rest.path, "4").output == ToolRun("prove", bench.path, "4").output)
    }

    @Test func `nothing is proven of a log that was changed`() throws {
        let spoiled = try SpoiledLog(of: bench)
        try spoiled.spoil { try $0.execute("UPDATE event SET note = 'fine' WHERE seq = 5") }
        let run = ToolRun("prove", spoiled.path, "9")
        #expect(run.exit == .integrityFinding)
        #expect(run.output == "")
    }

    @Test(arguments: [
        ["check-proof", "file"], ["check-proof", "file", "--signing-key", "abc"], ["prove", "log"],
        ["prove", "log", "five"],
        ["check-proof", "file", "--signing-key", String(repeating: "0", count: 64), "--log-id", "abc"],
    ])
    func `wrong usage is told in one line`(arguments: [String]) {
        let run = ToolRun(arguments)
        #expect(run.exit == .usage)
        #expect(run.complaints.count == 1)
    }
}
