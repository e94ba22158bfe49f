// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit diff`: in what two states differ.
struct DiffCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "In what a session's state differs between two points, field by field.",
        discussion: """
            The points are events or times. Without --session the session is that of the events; two events of \
            different sessions have their states compared. Exit code 1 where something differs, 0 where nothing does.

            EXAMPLES:
              tpaudit diff auth.sqlite 41 42
              tpaudit diff auth.sqlite yesterday now --session box-office
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: ArgumentHelp("After that event, or at that time.", valueName: "seq or time"))
    var left: String
    @Argument(help: ArgumentHelp("The same for the other side.", valueName: "seq or time"))
    var right: String
    @Option(name: .shortAndLong, help: "The session whose states are compared.", completion: .sessions)
    var session: String?
    @OptionGroup var output: OutputOptions

    private struct Side {
        var name: String
        var session: SessionSummary
    }

    func validate() throws {
        for point in [left, right] { _ = try PositionOption.position(point, now: 0, in: .utc) }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let sides = try [left, right].map { try side(at: $0, reader, console) }
        let differences = FieldDifference.between(LogValue(sides[0].session.state), LogValue(sides[1].session.state))
        if let format = output.machineFormat {
            var writer = RowWriter(console, format, columns: ["field", "left", "right"], listName: "differences")
            try writer.begin()
            for difference in differences { try writer.add(difference.value) }
            try writer.end([
                LogValue.Field("left", value(sides[0])), LogValue.Field("right", value(sides[1])),
                LogValue.Field("differing", .integer(Int64(differences.count))),
            ])
        } else {
            try write(sides, differences, to: console)
        }
        return differences.isEmpty ? .fine : .no
    }

    private func write(_ sides: [Side], _ differences: [FieldDifference], to console: Console) throws {
        for (mark, side) in zip(["-", "+"], sides) {
            let place = side.session.last.map {
                "event \($0.seq) at \(output.zone.text(microseconds: $0.wallMicroseconds))"
            }
            try console.write(
                line: "\(mark) \(TerminalText.escaped(side.session.label)) after "
                    + (place ?? "nothing, before its first event"))
        }
        guard !differences.isEmpty else { return try console.write(line: "the same") }
        try DifferenceText(console, output, marks: ("-", "+")).write(differences)
    }

    private func value(_ side: Side) -> LogValue {
        .object([
            LogValue.Field("session", .text(side.session.label)),
            LogValue.Field("seq", side.session.last.map { .integer($0.seq) } ?? .null),
        ])
    }

    /// The session at a point.
    private func side(at text: String, _ reader: LogReader, _ console: Console) throws -> Side {
        let position = try PositionOption.position(
            text, now: console.surroundings.nowMicroseconds, in: output.zone)
        if let session {
            return Side(name: session, session: try reader.requireSession(session, at: position))
        }
        let labels = try reader.labels()
        if case .seq(let seq) = position {
            guard let row = try reader.row(seq) else {
                throw try reader.refusal(ofMissing: seq, in: log.log)
            }
            guard let label = labels[row.session] else {
                throw Refusal(
                    exit: .no,
                    message:
                        "event \(seq) is a record of the log itself and has no state; name a session with --session")
            }
            return Side(name: label, session: try reader.requireSession(label, at: position))
        }
        guard let label = labels.values.first, labels.count == 1 else {
            throw Refusal(
                exit: .usage, message: "\(log.log) has \(counted(labels.count, "session")); name one with --session")
        }
        return Side(name: label, session: try reader.requireSession(label, at: position))
    }
}
