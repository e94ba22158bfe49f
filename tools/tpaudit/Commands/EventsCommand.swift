import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit events`: the events of a log, one a line.
struct EventsCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "The events of a log, one a line.",
        discussion: """
            An option that is given twice means either of its values; different options all have to be met. \
            tpaudit show has all of an event.

            EXAMPLES:
              tpaudit events auth.sqlite --since -2h
              tpaudit events auth.sqlite --kind requestDenied --kind requestFaulted
              tpaudit events auth.sqlite -s box-office --state failed -r -n 1
              tpaudit events auth.sqlite --after 1200 --format jsonl
            """)

    @OptionGroup var log: LogArgument
    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @Option(name: .customShort("n"), help: "At most that many.")
    var limit: Int?
    @Flag(name: .shortAndLong, help: "From the last to the first.")
    var reverse = false
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("-n takes a number of 1 or more") }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        var query = try selection.query(reader, console, in: output.zone)
        query.limit = limit
        query.isReversed = reverse
        let cursor = try reader.events(query)
        let labels = try reader.labels()
        guard let format = output.machineFormat else {
            let isOfOne = query.sessions.count == 1 || labels.count == 1
            return try writeTable(cursor, labels, isOfOneSession: isOfOne, console)
        }
        var writer = RowWriter(console, format, columns: LogValue.eventFields)
        try writer.begin()
        var isEmpty = true
        while let row = try cursor.nextRow() {
            isEmpty = false
            try writer.add(try row.value(label: labels[row.session], in: reader.path))
        }
        try writer.end()
        return isEmpty ? .no : .fine
    }

    private func writeTable(
        _ cursor: EventCursor, _ labels: [Int64: String], isOfOneSession: Bool, _ console: Console
    ) throws -> AuditExit {
        var columns: [(String, Table.Alignment)] = [
            ("SEQ", .right), ("TIME", .left), ("SESSION", .left), ("EVENT", .left), ("STATE", .left),
            ("DETAILS", .left),
        ]
        if isOfOneSession { columns.remove(at: 2) }
        var table = Table(columns, console: console, isColored: output.isColored(on: console))
        var isEmpty = true
        while let stored = try cursor.nextRow() {
            isEmpty = false
            let event = try stored.event(in: cursor.path)
            var row = [
                Table.Cell("\(event.seq)"),
                Table.Cell(output.zone.text(microseconds: event.wallMicroseconds), .faint),
                Table.Cell(labels[event.session.number].map { TerminalText.escaped($0) } ?? "-"),
                Table.Cell(event.kind.name),
                EventText.state(of: event),
                Table.Cell(EventText.details(of: event, note: stored.note, labels: labels)),
            ]
            if isOfOneSession { row.remove(at: 2) }
            try table.add(row)
        }
        try table.finish()
        // In a pipe the exit code says it; people look at an empty screen and wonder.
        if isEmpty, console.surroundings.isTerminal { console.complain("nothing matched") }
        return isEmpty ? .no : .fine
    }
}
