// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit show`: all of one event.
struct ShowCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "All of one event: what it carried, and the state and effects that came of it.",
        discussion: """
            EXAMPLE:
              tpaudit show auth.sqlite 42
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The number of the event.")
    var seq: Int64
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        guard let row = try reader.row(seq) else {
            throw try reader.refusal(ofMissing: seq, in: log.log)
        }
        let value = try row.value(label: try reader.labels()[row.session], in: reader.path)
        if let format = output.machineFormat {
            try console.write(object: value, format)
        } else if case .object(let fields) = value {
            try console.write(fields: fields, in: output.zone)
        }
        return .fine
    }
}
