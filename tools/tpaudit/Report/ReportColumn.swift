// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// One field of all events of a report. What a session's event has as the one before it had is not repeated.
struct ReportColumn {
    /// What an event has in this field.
    enum Cell: Hashable {
        /// Nothing.
        case none
        /// A text, by its number.
        case text(Int)
        /// A number, or a time as one.
        case number(Int64)
    }

    /// What the numbers stand for.
    enum Kind: String {
        /// There are none.
        case text
        /// Themselves.
        case number
        /// Milliseconds since the Unix epoch.
        case milliseconds
        /// Microseconds since the Unix epoch.
        case microseconds
    }

    /// The name, its parts separated by dots.
    let name: String
    /// What the numbers stand for. A column that has none yet may still get some.
    private(set) var kind = Kind.text
    /// The rows in which the session has another cell than in its row before.
    private(set) var rows: [Int] = []
    /// The cells of those rows.
    private(set) var cells: [Cell] = []
    /// The last row that was set.
    private(set) var lastRow = -1
    /// The last cell of each session.
    private var last: [Cell]

    init(name: String, sessions: Int) {
        self.name = name
        last = Array(repeating: .none, count: sessions)
    }

    /// Whether the column can have numbers of that kind.
    mutating func takes(_ kind: Kind) -> Bool {
        if self.kind == .text { self.kind = kind }
        return self.kind == kind
    }

    /// Sets the cell of a row. Rows come in their order.
    mutating func set(_ cell: Cell, row: Int, session: Int) {
        lastRow = row
        guard last[session] != cell else { return }
        last[session] = cell
        rows.append(row)
        cells.append(cell)
    }
}

/// A field that is another one in each event, and only hexadecimal digits: it is kept as bytes.
struct ReportBytes {
    /// The name.
    let name: String
    /// How many bytes each event has.
    let size: Int
    /// Where a text has hyphens between its digits.
    let hyphens: [Int]
    private(set) var bytes: [UInt8] = []
    /// Rows that have something else: a text by its number, or nothing.
    private(set) var exceptions: [(row: Int, text: Int?)] = []

    init(name: String, size: Int, hyphens: [Int] = []) {
        self.name = name
        self.size = size
        self.hyphens = hyphens
    }

    /// Adds the next row.
    mutating func add(_ text: String?, row: Int, _ texts: inout ReportTexts) {
        if let text, let content = AuditLog.bytes(hex: text.filter { $0 != "-" }), spelled(content) == text {
            bytes += content
        } else {
            bytes += Array(repeating: 0, count: size)
            exceptions.append((row, text.map { texts.number(ofForeign: $0) }))
        }
    }

    /// The text of such bytes, as a page spells it.
    private func spelled(_ content: [UInt8]) -> String? {
        guard content.count == size else { return nil }
        var digits = hex(content)
        for place in hyphens.reversed() {
            digits.insert("-", at: digits.utf8.index(digits.startIndex, offsetBy: place))
        }
        return digits
    }
}
