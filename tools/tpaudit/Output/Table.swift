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
    /// Where the columns stand, as soon as their widths are known.
    private(set) var layout: Layout?
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
        if let layout {
            try console.write { layout.append(row, to: &$0) }
        } else {
            held.append(row)
            if held.count >= Table.heldRows { try release() }
        }
    }

    /// Adds rows that are bytes already, in the table's ``layout``.
    func add(rendered rows: [UInt8]) throws(OutputFailure) {
        try console.write(rows)
    }

    /// Writes what is still held back. Nothing where there are no rows.
    mutating func finish() throws(OutputFailure) {
        if layout == nil, held.count > 1 { try release() }
    }

    /// Writes what is still held back, and all that comes after at once.
    mutating func release() throws(OutputFailure) {
        guard self.layout == nil else { return }
        let widths = alignments.indices.map { column in
            max(
                held.map { TerminalText.width($0[column].text) }.max() ?? 0,
                column < least.count ? least[column] : 0)
        }
        let layout = Layout(
            widths: widths, alignments: alignments, isColored: isColored, room: console.surroundings.width)
        self.layout = layout
        let rows = held
        held = []
        for row in rows { try console.write { layout.append(row, to: &$0) } }
    }
}

extension Table {
    /// Where the columns of a table stand.
    struct Layout {
        fileprivate let widths: [Int]
        fileprivate let alignments: [Alignment]
        fileprivate let isColored: Bool
        /// How many columns the terminal has; `nil` where lines may be as long as they like.
        fileprivate let room: Int?

        private static let gap = 2
        private static let narrowest = 30

        /// Adds a row, with the end of its line.
        func append(_ row: [Cell], to bytes: inout [UInt8]) {
            guard let last = row.indices.last else { return }
            let start = bytes.count
            var margin = 0
            for index in row.indices.dropLast() {
                append(row[index], index, to: &bytes)
                append(blanks: Layout.gap, to: &bytes)
                margin += widths[index] + Layout.gap
            }
            if let room, widths[last] > room - margin {
                return append(row[last], at: margin, ofLineAt: start, room: room - margin, to: &bytes)
            }
            append(row[last], last, to: &bytes)
            endLine(at: start, of: &bytes)
        }

        private func append(_ cell: Cell, _ column: Int, to bytes: inout [UInt8]) {
            let padding = max(0, widths[column] - TerminalText.width(cell.text))
            if alignments[column] == .right { append(blanks: padding, to: &bytes) }
            append(cell.text, cell.style, to: &bytes)
            if alignments[column] == .left { append(blanks: padding, to: &bytes) }
        }

        /// Adds the last cell of a row where its column is too wide for the terminal: in lines below each other, or where
        /// too little of the terminal is left for that, in lines of their own below the row.
        private func append(_ last: Cell, at margin: Int, ofLineAt start: Int, room: Int, to bytes: inout [UInt8]) {
            let isNarrow = room < Layout.narrowest
            let indentation = isNarrow ? widths[0] + Layout.gap : margin
            var parts = TerminalText.wrapped(last.text, to: margin + room - indentation)[...]
            // The heading of a column that is not there says nothing.
            if isNarrow, last.style == .heading || last.text.isEmpty { parts = [] }
            if !isNarrow { append(parts.removeFirst(), last.style, to: &bytes) }
            endLine(at: start, of: &bytes)
            for part in parts {
                append(blanks: indentation, to: &bytes)
                append(part, last.style, to: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            }
        }

        private func append(_ text: String, _ style: Style, to bytes: inout [UInt8]) {
            bytes.append(contentsOf: style.applied(to: text, isOn: isColored).utf8)
        }

        private func append(blanks count: Int, to bytes: inout [UInt8]) {
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
        }

        /// Ends the line that began there, without the blanks at its end.
        private func endLine(at start: Int, of bytes: inout [UInt8]) {
            while bytes.count > start, bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}
