// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit checkpoint`: signs where a log ends.
struct CheckpointCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign a checkpoint over all events of the log, and print it.",
        discussion: """
            Writes to the log, with its signing key, as the services do that use it; they can go on meanwhile. Where \
            the last checkpoint covers all events already, that one is printed.

            EXAMPLE:
              tpaudit checkpoint auth.sqlite >> elsewhere/anchors
            """)

    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> AuditExit {
        let writer = try writing.open()
        let checkpoint = try writer.writeCheckpoint()
        try writer.close()
        guard let checkpoint else {
            throw Refusal(exit: .no, message: "\(writing.log) has no events that a checkpoint could cover")
        }
        try console.write(checkpoint.text)
        return .fine
    }
}
