// SPDX-License-Identifier: Apache-2.0

/// Rows in aligned columns. The first rows are held back until the columns' widths are known; the rest goes out as it
/// comes.
struct Table {
    /// One cell.
    struct Cell {
        var text: String
        var style = Style.plain

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }
    }

    /// Where a column's text stands.
    enum Alignment {
        case left
        case right
    }

    private let console: Console
    private let isColored: Bool
    private let alignments: [Alignment]
    private var widths: [Int]?
    private var held: [[Cell]] = []
    private var least: [Int] = []

    private static let heldRows = 500

    /// Makes the columns at least so wide, for rows that are not there yet.
    mutating func widen(_ least: [Int]) {
        self.least = least
    }

    /// A table with these headings.
    init(_ columns: [(String, Alignment)], console: Console, isColored: Bool) {
        self.console = console
        self.isColored = isColored
        alignments = columns.map(\.1)
        held = [columns.map { Cell($0.0, .heading) }]
    }

    /// Adds a row.
    mutating func add(_ row: [Cell]) throws(OutputFailure) {
        if let widths {
            try write(row, widths)
        } else {
            held.append(row)
            if held.count >= Table.heldRows { try release() }
        }
    }

    /// Writes what is still held back. Nothing where there are no rows.
    mutating func finish() throws(OutputFailure) {
        if widths == nil, held.count > 1 { try release() }
    }

    /// Writes what is still held back, and all that comes after at once.
    mutating func release() throws(OutputFailure) {
        guard self.widths == nil else { return }
        let widths = alignments.indices.map { column in
            max(
                held.map { TerminalText.width($0[column].text) }.max() ?? 0,
                column < least.count ? least[column] : 0)
        }
        self.widths = widths
        let rows = held
        held = []
        for row in rows { try write(row, widths) }
    }

    private func write(_ row: [Cell], _ widths: [Int]) throws(OutputFailure) {
        var line = ""
        var lastStart = 0
        for (index, cell) in row.enumerated() where index < row.count - 1 {
            let padding = String(repeating: " ", count: max(0, widths[index] - TerminalText.width(cell.text)))
            let shown = cell.style.applied(to: cell.text, isOn: isColored)
            line += alignments[index] == .left ? shown + padding : padding + shown
            line += String(repeating: " ", count: Table.gap)
            lastStart += widths[index] + Table.gap
        }
        guard let last = row.last else { return }
        guard let room = console.surroundings.width.map({ $0 - lastStart }), (widths.last ?? 0) > room else {
            let padding = max(0, (widths.last ?? 0) - TerminalText.width(last.text))
            let lead = alignments.last == .right ? String(repeating: " ", count: padding) : ""
            let shown = lead + last.style.applied(to: last.text, isOn: isColored)
            return try console.write(line: TerminalText.trimmed(line + shown))
        }
        try write(line, last, at: lastStart, room: room, indentation: (widths.first ?? 0) + Table.gap)
    }

    /// Writes a row whose last column is too wide for the terminal: in lines below each other, or where too little of
    /// the terminal is left for that, in lines of their own below the row.
    private func write(
        _ line: String, _ last: Cell, at start: Int, room: Int, indentation: Int
    ) throws(OutputFailure) {
        let isNarrow = room < Table.narrowest
        let margin = isNarrow ? indentation : start
        var parts = TerminalText.wrapped(last.text, to: isNarrow ? start + room - margin : room)
        if isNarrow {
            try console.write(line: TerminalText.trimmed(line))
            // The heading of a column that is not there says nothing.
            if last.style == .heading || last.text.isEmpty { return }
        } else {
            let first = last.style.applied(to: parts.removeFirst(), isOn: isColored)
            try console.write(line: TerminalText.trimmed(line + first))
        }
        for part in parts {
            try console.write(
                line: String(repeating: " ", count: margin) + last.style.applied(to: part, isOn: isColored))
        }
    }

    private static let gap = 2
    private static let narrowest = 30
}
