// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Takes events in their order and writes them.
protocol EventSink: AnyObject {
    /// Writes what comes before all events.
    func begin() throws
    /// Writes events.
    func add(_ rows: [EventRow]) throws
    /// Makes sure that all events so far are written.
    func catchUp() throws
    /// Writes what comes after all events.
    func end() throws
}

/// Writes events for programs.
final class MachineEventSink: EventSink {
    private var writer: RowWriter
    private var labels: SessionLabels

    init(_ console: Console, _ format: MachineFormat, _ labels: SessionLabels) {
        writer = RowWriter(console, format, columns: LogValue.eventFields)
        self.labels = labels
    }

    func begin() throws { try writer.begin() }

    func add(_ rows: [EventRow]) throws {
        try labels.learn(of: rows)
        let (rendering, path, known) = (writer.rendering, labels.path, labels.known)
        try rows.render { row, bytes throws(LogError) in
            rendering.append(try row.value(label: known[row.session], in: path), to: &bytes)
        } write: {
            try writer.add(rendered: $0)
        }
    }

    func catchUp() {}

    func end() throws { try writer.end() }
}

/// Writes events for people.
final class TextEventSink: EventSink {
    private let line: EventLine
    private var table: Table
    private var labels: SessionLabels

    /// - Parameters:
    ///   - last: The last event that will come; `nil` where there will be few.
    ///   - isFollowed: Whether events come that are not there yet.
    init(
        _ console: Console, _ output: OutputOptions, _ labels: SessionLabels, isOfOneSession: Bool, last: Int64? = nil,
        isFollowed: Bool = false
    ) {
        self.labels = labels
        line = EventLine(zone: output.zone, isOfOneSession: isOfOneSession, path: labels.path)
        table = Table(line.columns, console: console, isColored: output.isColored(on: console))
        if isFollowed {
            // The longest kind and state that are common, so that columns seldom jump.
            table.widen(isOfOneSession ? [5, 24, 16, 16] : [5, 24, labels.width, 16, 16])
        } else if let last {
            // The first rows would make it too narrow for the rest.
            table.widen(["\(last)".count])
        }
    }

    func begin() {}

    func add(_ rows: [EventRow]) throws {
        try labels.learn(of: rows)
        guard let layout = table.layout else {
            for row in rows { try table.add(try line.cells(of: row, labels.known)) }
            return
        }
        let (line, known) = (line, labels.known)
        try rows.render { row, bytes throws(LogError) in
            layout.append(try line.cells(of: row, known), to: &bytes)
        } write: {
            try table.add(rendered: $0)
        }
    }

    func catchUp() throws { try table.release() }

    func end() throws { try table.finish() }
}

/// An event as a row of a table.
private struct EventLine {
    let zone: ZoneText
    /// Whether its session goes without saying.
    let isOfOneSession: Bool
    /// Where the log is.
    let path: String

    var columns: [(String, Table.Alignment)] {
        [("SEQ", .right), ("TIME", .left)] + (isOfOneSession ? [] : [("SESSION", .left)])
            + [("EVENT", .left), ("STATE", .left), ("DETAILS", .left)]
    }

    /// - Parameter labels: The labels of the sessions, by their numbers.
    func cells(of row: EventRow, _ labels: [Int64: String]) throws(LogError) -> [Table.Cell] {
        let event = try row.event(in: path)
        var cells = [Table.Cell("\(event.seq)"), Table.Cell(zone.text(microseconds: event.wallMicroseconds), .faint)]
        if !isOfOneSession { cells.append(Table.Cell(labels[row.session].map { TerminalText.escaped($0) } ?? "-")) }
        cells.append(Table.Cell(event.kind.name))
        cells.append(EventText.state(of: event))
        cells.append(Table.Cell(EventText.details(of: event, note: row.note, labels: labels)))
        return cells
    }
}

/// The labels of a log's sessions, looked up again when a session comes that is not known yet.
struct SessionLabels {
    private let reader: LogReader?
    private(set) var known: [Int64: String]
    /// Where the log is.
    let path: String

    init(_ reader: LogReader) throws {
        self.reader = reader
        path = reader.path
        known = try reader.labels()
    }

    /// The labels that are known from elsewhere, where there is no log.
    init(_ known: [Int64: String], of path: String) {
        reader = nil
        self.known = known
        self.path = path
    }

    /// How wide the widest is.
    var width: Int { known.values.map { TerminalText.width(TerminalText.escaped($0)) }.max() ?? 0 }

    /// Looks the labels up again where those of the rows' sessions are not all known.
    mutating func learn(of rows: [EventRow]) throws {
        guard let reader, rows.contains(where: { $0.session > 0 && known[$0.session] == nil }) else { return }
        known = try reader.labels()
    }
}
