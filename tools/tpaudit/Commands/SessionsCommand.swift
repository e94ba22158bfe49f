// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit sessions`: all sessions and where they stand.
struct SessionsCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "All sessions of a log, and where they stand.",
        discussion: """
            Exit code 1 where the log has none. tpaudit why tells how each came there.

            EXAMPLES:
              tpaudit sessions auth.sqlite
              tpaudit sessions auth.sqlite --format json |
                jq -r '.[] | select(.state.state == "failed") | .session'
            """)

    @OptionGroup var log: LogArgument
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let sessions = try reader.sessions()
        if let format = output.machineFormat {
            try console.write(sessions: sessions, format)
        } else {
            var table = Table(
                [("SESSION", .left), ("STATE", .left), ("EVENTS", .right), ("LAST", .right), ("AT", .left)],
                console: console, isColored: output.isColored(on: console))
            for session in sessions {
                try table.add([
                    Table.Cell(TerminalText.escaped(session.label)),
                    Table.Cell("\(session.state.kind)", Style(session.state)),
                    Table.Cell("\(session.events)"),
                    Table.Cell(session.last.map { "\($0.seq)" } ?? ""),
                    Table.Cell(session.last.map { output.zone.text(microseconds: $0.wallMicroseconds) } ?? ""),
                ])
            }
            try table.finish()
        }
        return sessions.isEmpty ? .no : .fine
    }
}
