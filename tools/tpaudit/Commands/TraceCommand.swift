// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit trace`: what led to an event, and what came of it.
struct TraceCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "What led to an event, and what came of it.",
        discussion: """
            Every event names the one whose effect led to it: a timer that was set, a request that was sent. Above the \
            event stand its causes, below it what came of it; what came of the same event beside the rest is a branch.

            EXAMPLES:
              tpaudit trace auth.sqlite 42
              tpaudit trace auth.sqlite 42 --up 100 --down 0
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The number of the event.")
    var seq: Int64
    @Option(help: ArgumentHelp("Follow so many causes back.", valueName: "count"))
    var up = 5
    @Option(help: ArgumentHelp("Follow so many steps forward.", valueName: "count"))
    var down = 10
    @OptionGroup var output: OutputOptions

    /// A row of the answer: an event, and the lines that join it to others.
    private struct Line {
        var lead: String
        var row: EventRow
        var level: Int
    }

    func validate() throws {
        guard 0...100_000 ~= up, 0...100_000 ~= down else {
            throw ValidationError("--up and --down take a number from 0 to 100000")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        guard let tree = try reader.trace(seq, up: up, down: down) else {
            throw try reader.refusal(ofMissing: seq, in: log.log)
        }
        var lines = tree.causes.enumerated().map { index, row in
            Line(lead: "", row: row, level: index - tree.causes.count)
        }
        TraceCommand.add(tree.root, lead: "", to: &lines)
        let labels = try reader.labels()
        if let format = output.machineFormat {
            try write(lines, labels, reader.path, format, to: console)
        } else {
            try write(lines, tree, labels, reader.path, to: console)
        }
        return .fine
    }

    private func write(
        _ lines: [Line], _ labels: [Int64: String], _ path: String, _ format: MachineFormat, to console: Console
    ) throws {
        var writer = RowWriter(
            console, format, columns: ["level", "seq", "cause", "wall", "session", "kind", "to_state", "disposition"])
        try writer.begin()
        for line in lines {
            let value = try line.row.value(label: labels[line.row.session], in: path)
            let names = ["seq", "cause", "wall", "session", "kind", "to_state", "disposition"]
            try writer.add(
                .object(
                    [LogValue.Field("level", .integer(Int64(line.level)))]
                        + names.map { LogValue.Field($0, value[$0] ?? .null) }))
        }
        try writer.end()
    }

    private func write(
        _ lines: [Line], _ tree: CausalTree, _ labels: [Int64: String], _ path: String, to console: Console
    ) throws {
        let isColored = output.isColored(on: console)
        if tree.hasMoreCauses {
            try console.write(line: "   … there are causes before; --up \(up * 10) shows more of them")
        }
        let isOfOne = Set(lines.map(\.row.session)).count == 1
        if isOfOne, let label = lines.first.flatMap({ labels[$0.row.session] }) {
            try console.write(line: Style.heading.applied(to: TerminalText.escaped(label), isOn: isColored))
        }
        var table = Table(
            [("", .left), ("TIME", .left), ("EVENT", .left), ("STATE", .left), ("DETAILS", .left)],
            console: console, isColored: isColored)
        for line in lines {
            let event = try line.row.event(in: path)
            let mark = line.level == 0 ? "▶ " : "  "
            let session = isOfOne ? "" : (labels[line.row.session].map { " " + TerminalText.escaped($0) } ?? "")
            try table.add([
                Table.Cell(mark + line.lead + "\(event.seq)\(session)", line.level == 0 ? .heading : .plain),
                Table.Cell(output.zone.text(microseconds: event.wallMicroseconds), .faint),
                Table.Cell(event.kind.name), EventText.state(of: event),
                Table.Cell(EventText.details(of: event, note: line.row.note, labels: labels)),
            ])
        }
        try table.finish()
        if tree.hasMoreConsequences {
            try console.write(line: "   … more came of it; --down \(max(10, down * 10)) shows more of it")
        }
    }

    private static func size(_ node: CausalTree.Node) -> Int {
        node.children.reduce(1) { $0 + size($1) }
    }

    /// Adds a node and what came of it. Of several things that came of one event all but the last are branches, so
    /// that a chain of any length stays in one column.
    private static func add(_ node: CausalTree.Node, lead: String, to lines: inout [Line]) {
        lines.append(Line(lead: lead, row: node.row, level: node.level))
        // What went on longest is the trunk.
        let children = node.children.sorted { TraceCommand.size($0) < TraceCommand.size($1) }
        for child in children.dropLast() { add(child, lead: lead + "├ ", to: &lines) }
        if let last = children.last { add(last, lead: lead, to: &lines) }
    }
}
