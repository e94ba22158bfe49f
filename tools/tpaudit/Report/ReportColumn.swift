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
    /// Events, counted from zero, that have something else: a text by its number, or nothing.
    private(set) var exceptions: [(event: Int, text: Int?)] = []

    init(name: String, size: Int, hyphens: [Int] = []) {
        self.name = name
        self.size = size
        self.hyphens = hyphens
    }

    /// Adds what the next event has.
    mutating func add(_ text: String?, _ texts: inout ReportTexts) {
        let event = bytes.count / size
        var spelling = text ?? ""
        guard text == nil || !spelling.withUTF8({ add($0) }) else { return }
        bytes += Array(repeating: 0, count: size)
        exceptions.append((event, text.map { texts.number(ofForeign: $0) }))
    }

    /// Adds the bytes that a text stands for, where a page spells them like that.
    private mutating func add(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == 2 * size + hyphens.count else { return false }
        let start = bytes.count
        var place = 0
        for digit in 0..<2 * size {
            if hyphens.contains(digit) {
                guard text[place] == UInt8(ascii: "-") else { break }
                place += 1
            }
            // A page spells them in small letters.
            guard let value = nibble(hex: text[place]),
                text[place] < UInt8(ascii: "A") || text[place] > UInt8(ascii: "F")
            else { break }
            place += 1
            if digit.isMultiple(of: 2) { bytes.append(value << 4) } else { bytes[bytes.count - 1] |= value }
        }
        if place < text.count { bytes.removeLast(bytes.count - start) }
        return place == text.count
    }
}
