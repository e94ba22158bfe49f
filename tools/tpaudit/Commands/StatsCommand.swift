// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit stats`: what can be counted of sessions.
struct StatsCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Counts: refreshes and how long they took, failures, tries, time in each state, uptime.",
        discussion: """
            Uptime is the part of the time in which a token could be handed out, from a session's first event to the \
            last one of the log. Latencies are of single tries that were answered with tokens, exact to 3 %.

            EXAMPLES:
              tpaudit stats auth.sqlite
              tpaudit stats auth.sqlite -s box-office --since -7d
              tpaudit stats auth.sqlite --format csv
            """)

    @OptionGroup var log: LogArgument
    @Option(name: .shortAndLong, help: "That session alone. Repeat for more.", completion: .sessions)
    var session: [String] = []
    @OptionGroup var time: TimeRangeOptions
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        var query = EventQuery()
        query.sessions = Set(try session.map { try reader.requireSession($0).id })
        try time.narrow(&query, console, in: output.zone)
        let sessions = try reader.statistics(query)
        if let format = output.machineFormat {
            var writer = RowWriter(console, format, columns: SessionStatistics.fieldNames)
            try writer.begin()
            for session in sessions { try writer.add(session.value) }
            try writer.end()
        } else {
            let text = StatisticsText(console, output)
            for (index, session) in sessions.enumerated() {
                if index > 0 { try console.write(line: "") }
                try text.write(session, title: TerminalText.escaped(session.label))
            }
            if sessions.count > 1 {
                var all = SessionStatistics(label: "")
                for session in sessions { all.add(session) }
                try console.write(line: "")
                try text.write(all, title: "all \(sessions.count) sessions")
            }
            let archived = try reader.archivedSize()
            if archived > 0 {
                try console.write(
                    "note: ", wrapped: "the first \(archived) events lie in an archive, and are not counted")
            }
        }
        return sessions.isEmpty ? .no : .fine
    }
}
