// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// `tpmanual`: makes the pages of the manual from what a tool tells of itself.
@main
struct TPManual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tpmanual",
        abstract: "Make pages for man from what a tool tells of itself.",
        discussion: """
            Reads from standard input what a tool writes with --experimental-dump-help, and writes a page for it and for \
            each of its commands. The names of the pages go to standard output.

            EXAMPLE:
              tpaudit --experimental-dump-help | tpmanual --tool-version 0.1.0 share/man/man1
            """)

    @Argument(help: "The folder for the pages.", completion: .directory)
    var folder: String
    @Option(help: "The version of the tool.")
    var toolVersion: String

    func run() throws {
        let input = try FileHandle.standardInput.readToEnd() ?? Data()
        let tool = try JSONDecoder().decode(ToolDescription.self, from: input)
        for page in ManualPage.all(of: tool, version: toolVersion) {
            let file = URL(fileURLWithPath: folder).appending(path: page.fileName)
            try Data(page.source.utf8).write(to: file, options: .atomic)
            print(page.fileName)
        }
    }
}
