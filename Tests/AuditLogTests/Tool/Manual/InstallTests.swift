// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `tools/install`, with the tools of the build that is tested.
@Suite(.enabled(if: BuiltTools.folder != nil && BuiltTools.has("bash")))
struct InstallTests {
    private let scratch: Scratch
    private let prefix: String

    init() throws {
        scratch = try Scratch()
        prefix = scratch.file("a prefix")
    }

    private func install(_ arguments: String...) throws -> BuiltTools.Run {
        try BuiltTools.run([BuiltTools.package + "/tools/install", "--prefix", prefix] + arguments)
    }

    private func files() throws -> Set<String> {
        Set(
            try FileManager.default.subpathsOfDirectory(atPath: prefix).filter {
                try FileManager.default.attributesOfItem(atPath: "\(prefix)/\($0)")[.type] as? FileAttributeType
                    == .typeRegular
            })
    }

    @Test func `tools, manual and completions are installed, work, and are taken away again`() throws {
        let run = try install("--from", BuiltTools.folder ?? "")
        #expect(run.code == 0, "\(run.output)")
        #expect(run.output.contains("installing tpaudit in \(prefix)"))
        let files = try files()
        for file in [
            "bin/tpaudit", "share/man/man1/tpaudit.1", "share/man/man1/tpaudit-verify.1",
            "share/bash-completion/completions/tpaudit", "share/zsh/site-functions/_tpaudit",
            "share/fish/vendor_completions.d/tpaudit.fish", "share/ticketpark-auth/installed",
        ] {
            #expect(files.contains(file))
        }
        #expect(try BuiltTools.run([prefix + "/bin/tpaudit", "--version"]).output == "0.1.0\n")
        let completion = prefix + "/share/bash-completion/completions/tpaudit"
        #expect(try BuiltTools.run(["bash", "-n", completion]).code == 0)
        // Each is for its shell.
        for (file, start) in [
            ("share/zsh/site-functions/_tpaudit", "#compdef tpaudit"),
            ("share/fish/vendor_completions.d/tpaudit.fish", "function __tpaudit_should_offer_completions_for"),
        ] {
            #expect(try String(contentsOfFile: "\(prefix)/\(file)", encoding: .utf8).hasPrefix(start))
        }
        // Somebody else's file stays, and so does the folder that it is in.
        try Data().write(to: URL(fileURLWithPath: prefix + "/bin/other"))
        #expect(try install("--uninstall").code == 0)
        #expect(try self.files() == ["bin/other"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: prefix) == ["bin"])
        #expect(try install("--uninstall").code == 1)
    }

    @Test func `an installation takes the place of an earlier one`() throws {
        #expect(try install("--from", BuiltTools.folder ?? "").code == 0)
        let before = try files()
        // A page that this version does not have any more.
        let list = prefix + "/share/ticketpark-auth/installed"
        let old = "share/man/man1/tpaudit-old.1"
        try Data().write(to: URL(fileURLWithPath: "\(prefix)/\(old)"))
        let names = try String(contentsOfFile: list, encoding: .utf8)
        try Data((names + old + "\n").utf8).write(to: URL(fileURLWithPath: list))
        #expect(try install("--from", BuiltTools.folder ?? "").code == 0)
        #expect(try files() == before)
    }

    @Test func `what cannot be installed changes nothing`() throws {
        #expect(try install("--from", scratch.path).code == 1)
        #expect(!FileManager.default.fileExists(atPath: prefix))
        #expect(try install("--what").code == 1)
        #expect(try install("--from").code == 1)
    }
}
