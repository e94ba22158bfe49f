// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit anchor`: checkpoints to be kept elsewhere.
struct AnchorCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchor",
        abstract: "The last checkpoint of the log, to be kept elsewhere.",
        discussion: """
            A checkpoint that lies where who can write the log cannot write shows, by tpaudit verify --anchor, that the \
            log was put back to an older copy, or written anew by somebody with its key.

            --append adds it to a file, if the file does not have it yet, and refuses where the log is not the one any \
            more whose checkpoints are in the file (exit code 2). Either the old or the new content is in the file, \
            whatever happens.

            EXAMPLES:
              tpaudit anchor auth.sqlite | ssh elsewhere 'cat >> anchors'
              tpaudit anchor auth.sqlite --append /mnt/elsewhere/anchors
              tpaudit verify auth.sqlite --anchor /mnt/elsewhere/anchors
            """)

    @OptionGroup var log: LogArgument
    @Option(name: .customShort("n"), help: "The last ones, that many.")
    var count = 1
    @Option(help: ArgumentHelp("Add it to that file instead of printing it.", valueName: "file"), completion: .file())
    var append: String?

    var makesFiles: Bool { append != nil }

    func validate() throws {
        if count < 1 { throw ValidationError("-n takes a number of 1 or more") }
        if append != nil, count != 1 {
            throw ValidationError("--append adds the last checkpoint alone, so -n has no place")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let checkpoints = try reader.checkpoints(last: count)
        if let append {
            try AnchorFile(path: append).add(lastOf: reader)
        } else {
            try console.write(checkpoints.map(\.text).joined(separator: "\n"))
        }
        guard !checkpoints.isEmpty else {
            throw Refusal(exit: .no, message: "\(log.log) has no checkpoint yet; tpaudit checkpoint makes one")
        }
        return .fine
    }
}
