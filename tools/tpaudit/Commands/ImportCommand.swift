// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit import`: makes a log of what was exported.
struct ImportCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a log of an export.",
        discussion: """
            The log is verified before it gets its name, and nothing is left where anything is wrong with the export; \
            the line is named then. No key is needed. Where the export has no sealed tokens, sessions have to sign in \
            again.

            EXAMPLES:
              tpaudit import copy.sqlite auth.jsonl
              gunzip < auth.jsonl.gz | tpaudit import copy.sqlite -
            """)

    @Argument(help: "The log, of which there is nothing yet.", completion: .file())
    var log: String
    @Argument(help: "The export; - for standard input.", completion: .file())
    var file: String
    @OptionGroup var output: OutputOptions

    var isPaged: Bool { false }

    var makesFiles: Bool { true }

    func run(_ console: Console) throws -> AuditExit {
        let copy = try ExportFile(path: file).makeLog(at: log)
        if copy.sealedTokens > 0 {
            console.complain(
                "the export has sealed tokens: once a session was refreshed, a service that is started on the copy "
                    + "loses it")
        }
        try console.write(copy, output)
        return .fine
    }
}
