// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Takes events one by one and writes them.
protocol EventSink: AnyObject {
    /// Writes what comes before all events.
    func begin() throws
    /// Writes an event.
    func add(_ row: EventRow) throws
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

    func add(_ row: EventRow) throws {
        try writer.add(try row.value(label: try labels.label(of: row.session), in: labels.path))
    }

    func catchUp() {}

    func end() throws { try writer.end() }
}

/// Writes events for people.
final class TextEventSink: EventSink {
    private let zone: ZoneText
    private let isOfOneSession: Bool
    private var table: Table
    private var labels: SessionLabels

    /// - Parameter isFollowed: Whether events come that are not there yet.
    init(
        _ console: Console, _ output: OutputOptions, _ labels: SessionLabels, isOfOneSession: Bool, isFollowed: Bool
    ) {
        zone = output.zone
        self.labels = labels
        self.isOfOneSession = isOfOneSession
        var columns: [(String, Table.Alignment)] = [
            ("SEQ", .right), ("TIME", .left), ("SESSION", .left), ("EVENT", .left), ("STATE", .left),
            ("DETAILS", .left),
        ]
        if isOfOneSession { columns.remove(at: 2) }
        table = Table(columns, console: console, isColored: output.isColored(on: console))
        if isFollowed {
            // The longest kind and state that are common, so that columns seldom jump.
            table.widen(isOfOneSession ? [5, 24, 16, 16] : [5, 24, labels.width, 16, 16])
        }
    }

    func begin() {}

    func add(_ row: EventRow) throws {
        let event = try row.event(in: labels.path)
        var cells = [
            Table.Cell("\(event.seq)"),
            Table.Cell(zone.text(microseconds: event.wallMicroseconds), .faint),
            Table.Cell(try labels.label(of: row.session).map { TerminalText.escaped($0) } ?? "-"),
            Table.Cell(event.kind.name),
            EventText.state(of: event),
            Table.Cell(EventText.details(of: event, note: row.note, labels: labels.known)),
        ]
        if isOfOneSession { cells.remove(at: 2) }
        try table.add(cells)
    }

    func catchUp() throws { try table.release() }

    func end() throws { try table.finish() }
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

    /// The label of that session; `nil` where it has none.
    mutating func label(of session: Int64) throws -> String? {
        if session > 0, known[session] == nil, let reader { known = try reader.labels() }
        return known[session]
    }
}
