// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit state`: where sessions stand, or stood.
struct StateCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Where a session stands, or stood at some time: all that its state holds.",
        discussion: """
            EXAMPLES:
              tpaudit state auth.sqlite
              tpaudit state auth.sqlite box-office --at 42
              tpaudit state auth.sqlite box-office --at 2026-03-01T12:30:00Z
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The session; all of them unless given.", completion: .sessions)
    var session: String?
    @OptionGroup var place: AtOption
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let position = try place.position(in: reader, named: log.log, console, output.zone)
        let sessions =
            try session.map { [try reader.requireSession($0, at: position)] } ?? reader.sessions(at: position)
        if let format = output.machineFormat {
            try console.write(sessions: sessions, format)
        } else {
            for (index, session) in sessions.enumerated() {
                if index > 0 { try console.write(line: "") }
                try write(session, to: console)
            }
        }
        return sessions.isEmpty ? .no : .fine
    }

    private func write(_ session: SessionSummary, to console: Console) throws {
        let isColored = output.isColored(on: console)
        let since = session.last.map {
            "since event \($0.seq) at \(output.zone.text(microseconds: $0.wallMicroseconds))"
        }
        try console.write(
            line: Style.heading.applied(to: TerminalText.escaped(session.label), isOn: isColored) + ": "
                + Style(session.state).applied(to: "\(session.state.kind)", isOn: isColored) + ", "
                + (since ?? "before its first event"))
        guard case .object(let fields) = LogValue(session.state) else { return }
        try console.write(fields: Array(fields.dropFirst()), in: output.zone, indentation: 2)
    }
}
