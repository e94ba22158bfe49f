// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension ReplayCommand {
    /// Plays the same history under another policy, and sets what comes of it against what came of it.
    func runWhatIf(_ reader: LogReader, _ console: Console) throws -> AuditExit {
        var change = PolicyChange()
        if let policy { try change.add(file: policy) }
        for setting in set { try change.add(setting) }
        let sessions = try session.isEmpty ? reader.sessions() : session.map { try reader.requireSession($0) }
        if let format = output.machineFormat {
            var writer = RowWriter(console, format, columns: WhatIf.fieldNames)
            try writer.begin()
            for session in sessions { try writer.add(try reader.whatIf(session, change.changed).value) }
            try writer.end()
        } else {
            for (index, session) in sessions.enumerated() {
                if index > 0 { try console.write(line: "") }
                try write(try reader.whatIf(session, change.changed), change, reader, to: console)
            }
        }
        return sessions.isEmpty ? .no : .fine
    }

    private func write(
        _ whatIf: WhatIf, _ change: PolicyChange, _ reader: LogReader, to console: Console
    ) throws {
        let isColored = output.isColored(on: console)
        let settings = change.settings.isEmpty ? "the same policy" : change.settings.joined(separator: ", ")
        try console.write(
            Style.heading.applied(to: TerminalText.escaped(whatIf.session), isOn: isColored) + " with ",
            wrapped: settings)
        var table = Table(
            [("", .left), ("RECORDED", .right), ("SAME POLICY", .right), ("OTHER POLICY", .right), ("CHANGE", .left)],
            console: console, isColored: isColored)
        for (name, path) in [
            ("  refreshes", \WhatIf.Figures.refreshes), ("  token requests", \.tries), ("  failures", \.failures),
        ] {
            let (old, new) = (whatIf.samePolicy[keyPath: path], whatIf.otherPolicy[keyPath: path])
            try table.add([
                Table.Cell(name), Table.Cell("\(whatIf.recorded[keyPath: path])"), Table.Cell("\(old)"),
                Table.Cell("\(new)"),
                Table.Cell(old == new ? "" : new < old ? "\(old - new) fewer" : "\(new - old) more"),
            ])
        }
        let (old, new) = (whatIf.samePolicy.withoutToken, whatIf.otherPolicy.withoutToken)
        try table.add([
            Table.Cell("  without a token"), Table.Cell(whatIf.recorded.withoutToken.words), Table.Cell(old.words),
            Table.Cell(new.words),
            Table.Cell(old == new ? "" : new < old ? "\((old - new).words) less" : "\((new - old).words) more"),
        ])
        try table.finish()
        try console.write(
            "  ",
            wrapped: "Same policy is the recorded policy simulated. As far as it is from what was recorded, so far may "
                + "the other policy's figures be off; the change is from one simulation to the other.")
        guard let divergence = whatIf.firstDivergence else {
            return try console.write(line: "  every recorded event would have been decided the same")
        }
        try console.write(line: "  the first event decided differently:")
        try writeContext(of: divergence, reader, to: console)
        try DifferenceText(console, output, marks: ("recorded", "replayed")).write(
            divergence.differences.map { FieldDifference(field: $0.field, left: $0.recorded, right: $0.replayed) })
    }

    /// Writes an event and the two of its session before it, one a line.
    func writeContext(
        of divergence: ReplayDivergence, _ reader: LogReader, to console: Console
    ) throws {
        var query = EventQuery()
        if let session = try reader.session(divergence.session) { query.sessions = [session.id] }
        query.seqs = 1...divergence.seq
        query.isReversed = true
        query.limit = 3
        let cursor = try reader.events(query)
        var rows: [EventRow] = []
        while let row = try cursor.nextRow() { rows.append(row) }
        for row in rows.reversed() {
            let event = try row.event(in: reader.path)
            let mark = row.seq == divergence.seq ? "▶" : " "
            try console.write(
                "  \(mark) \(row.seq)  ",
                wrapped: "\(output.zone.text(microseconds: row.wall))  \(event.kind.name)  "
                    + "\(EventText.state(of: event).text)  " + EventText.details(of: event, note: row.note, labels: [:])
            )
        }
    }
}
