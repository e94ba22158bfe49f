// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import tpaudit
@testable import tpmanual

/// The pages of the manual, which are made from the commands.
@Suite struct ManualTests {
    /// The pages of `tpaudit`.
    private static func pages() throws -> [ManualPage] {
        let description = try JSONDecoder().decode(
            ToolDescription.self, from: Data(TPAudit._dumpHelp().utf8))
        return ManualPage.all(of: description, version: "1.2.3")
    }

    @Test func `every command has a page, with its options and its examples`() throws {
        let pages = Dictionary(uniqueKeysWithValues: try Self.pages().map { ($0.fileName, $0.source) })
        for command in TPAudit.configuration.subcommands {
            let name = try #require(command.configuration.commandName)
            let page = try #require(pages["tpaudit-\(name).1"])
            #expect(page.contains("\n.SH EXAMPLE"), "\(name)")
            #expect(page.contains("\n.SH OPTIONS\n"))
            #expect(page.contains("\\fBtpaudit\\fR(1)"))
        }
        #expect(pages.count == TPAudit.configuration.subcommands.count + 1)
        #expect(pages["tpaudit.1"]?.contains("\n.SH EXIT CODES\n.nf\n") == true)
    }

    @Test func `pages are as they were before`() throws {
        for name in ["tpaudit.1", "tpaudit-report.1"] {
            let page = try #require(try Self.pages().first { $0.fileName == name })
            try GoldenOutput.expect(name, toHold: page.source)
        }
    }

    @Test func `nothing in a text is obeyed`() {
        let command = ToolDescription.Command(
            commandName: "tool", abstract: ".so /etc/passwd",
            discussion: "a\n\n.sy reboot\n  'in \\n(.c\n\nEXAMPLES:\n  .ab")
        let lines = ManualPage(of: command, version: "1").source.split(separator: "\n")
        let requests = lines.filter { $0.hasPrefix(".") || $0.hasPrefix("'") }
        let known = [".TH", ".SH", ".B", ".PP", ".TP", ".nf", ".fi"]
        #expect(requests.allSatisfy { request in known.contains { request == $0 || request.hasPrefix($0 + " ") } })
        #expect(lines.contains("\\&.sy reboot") && lines.contains("  \\(aqin \\en(.c") && lines.contains("  .ab"))
    }

    @Test(.enabled(if: BuiltTools.has("man")))
    func `man reads the pages without a warning`() throws {
        let scratch = try Scratch()
        for page in try Self.pages() {
            let file = scratch.file(page.fileName)
            try Data(page.source.utf8).write(to: URL(fileURLWithPath: file))
            let run = try BuiltTools.run(["man", "--warnings=w", "-l", file], ["MANWIDTH": "80", "LC_ALL": "C.UTF-8"])
            #expect(run.code == 0)
            #expect(
                !run.output.contains(": warning:") && run.output.contains("EXAMPLE"), "\(page.fileName): \(run.output)")
        }
    }
}
