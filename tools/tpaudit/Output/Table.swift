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

    private static let heldRows = 500

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

    private mutating func release() throws(OutputFailure) {
        let widths = alignments.indices.map { column in
            held.map { TerminalText.width($0[column].text) }.max() ?? 0
        }
        self.widths = widths
        let rows = held
        held = []
        for row in rows { try write(row, widths) }
    }

    private func write(_ row: [Cell], _ widths: [Int]) throws(OutputFailure) {
        var line = ""
        var used = 0
        let last = row.lastIndex { !$0.text.isEmpty } ?? 0
        for (index, cell) in row.enumerated() where index <= last {
            if index > 0 {
                line += "  "
                used += 2
            }
            let room = console.surroundings.width.map { max(1, $0 - used) } ?? .max
            let text = TerminalText.cut(cell.text, to: room)
            let width = TerminalText.width(text)
            let padding = String(repeating: " ", count: max(0, min(widths[index], room) - width))
            let shown = cell.style.applied(to: text, isOn: isColored)
            switch alignments[index] {
            case .left: line += shown + (index < last ? padding : "")
            case .right: line += padding + shown
            }
            used += width + padding.count
            if let width = console.surroundings.width, used >= width { break }
        }
        try console.write(line: line)
    }
}
