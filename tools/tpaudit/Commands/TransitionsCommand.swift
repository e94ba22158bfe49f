// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine
import TokenMachineTesting

/// `tpaudit transitions`: which events met which states, and how often.
struct TransitionsCommand: AuditCommand {
    /// How transitions are drawn.
    enum Picture: String, CaseIterable, ExpressibleByArgument {
        case mermaid
        case svg
    }

    static let configuration = CommandConfiguration(
        commandName: "transitions",
        abstract: "Which events met which states, and how often; what never happened is marked.",
        discussion: """
            The table has the ten events down and the six states across. A dot is a cell that this log has never seen. \
            Pictures have the counts on their arrows; what the machine can do and this log has never seen is dashed.

            EXAMPLES:
              tpaudit transitions auth.sqlite
              tpaudit transitions auth.sqlite --picture svg > transitions.svg
              tpaudit transitions auth.sqlite -s box-office --picture mermaid
              tpaudit transitions auth.sqlite --format csv
            """)

    @OptionGroup var log: LogArgument
    @Option(name: .shortAndLong, help: "That session alone. Repeat for more.", completion: .sessions)
    var session: [String] = []
    @Option(help: "mermaid or svg instead of a table.")
    var picture: Picture?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if picture != nil, output.format != .text {
            throw ValidationError("--picture and --format exclude each other: a picture has a format of its own")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let counts = try reader.transitionCounts(of: Set(try session.map { try reader.requireSession($0).id }))
        if let picture {
            let diagram = TransitionDiagram(counts)
            try console.write(picture == .svg ? diagram.svg : diagram.mermaid)
        } else if let format = output.machineFormat {
            try write(counts, format, to: console)
        } else {
            try writeTable(counts, to: console)
        }
        return counts.counts.isEmpty ? .no : .fine
    }

    private func write(_ counts: TransitionCounts, _ format: MachineFormat, to console: Console) throws {
        var writer = RowWriter(console, format, columns: ["state", "event", "count", "next"])
        try writer.begin()
        for cell in TransitionTable.cells {
            let next = StateKind.allCases.compactMap { state in
                let count = counts.count(cell.state, cell.event, state)
                let isPossible = cell.outcomes.contains { $0.next == state }
                return count > 0 || isPossible ? LogValue.Field("\(state)", .integer(count)) : nil
            }
            try writer.add(
                .object([
                    LogValue.Field("state", .text("\(cell.state)")), LogValue.Field("event", .text("\(cell.event)")),
                    LogValue.Field("count", .integer(counts.count(cell.state, cell.event))),
                    LogValue.Field("next", .object(next)),
                ]))
        }
        try writer.end()
    }

    private func writeTable(_ counts: TransitionCounts, to console: Console) throws {
        let isColored = output.isColored(on: console)
        let names = ["UNAUTHENT.", "AUTHENTIC.", "VALID", "EXPIRED", "REFRESHING", "FAILED"]
        var table = Table(
            [("EVENT", .left)] + names.map { ($0, Table.Alignment.right) }, console: console, isColored: isColored)
        for event in EventKind.allCases {
            try table.add(
                [Table.Cell("\(event)")]
                    + StateKind.allCases.map { state in
                        let count = counts.count(state, event)
                        return count > 0 ? Table.Cell("\(count)") : Table.Cell("·", .faint)
                    })
        }
        try table.finish()
        let seen = TransitionTable.cells.count { counts.count($0.state, $0.event) > 0 }
        try console.write(line: "seen \(seen) of \(TransitionTable.cells.count) cells; the others are marked ·")
    }
}
