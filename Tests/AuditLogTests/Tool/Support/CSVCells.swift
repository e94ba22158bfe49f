// SPDX-License-Identifier: Apache-2.0

/// Comma-separated values as a strict reader takes them (RFC 4180, with line feeds).
enum CSVCells {
    /// What is not as it should be.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    /// The cells of all rows. Every row has as many as the first one.
    static func rows(of text: String) throws -> [[String]] {
        var rows: [[String]] = [[]]
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let cell = try cell(&rest)
            rows[rows.count - 1].append(cell)
            switch rest.popFirst() {
            case ",": if rest.isEmpty { throw Fault(description: "a row ends with a comma") }
            case "\n": if !rest.isEmpty { rows.append([]) }
            default: throw Fault(description: "behind the cell \(cell) comes neither a comma nor a line feed")
            }
        }
        for row in rows where row.count != rows[0].count {
            throw Fault(description: "a row has \(row.count) cells, and the first one \(rows[0].count)")
        }
        return rows
    }

    private static func cell(_ rest: inout Substring.UnicodeScalarView) throws -> String {
        var cell = String.UnicodeScalarView()
        guard rest.first == "\"" else {
            while let scalar = rest.first, scalar != ",", scalar != "\n" {
                if scalar == "\"" || scalar == "\r" { throw Fault(description: "a bare cell has \(scalar)") }
                cell.append(rest.removeFirst())
            }
            return String(cell)
        }
        rest.removeFirst()
        while let scalar = rest.popFirst() {
            if scalar == "\"" {
                guard rest.first == "\"" else { return String(cell) }
                rest.removeFirst()
            }
            cell.append(scalar)
        }
        throw Fault(description: "a quoted cell does not end")
    }

    /// Whether a spreadsheet would run a part of the cell, also one that ends cells at semicolons, tabs or line breaks.
    static func isAlive(_ cell: String) -> Bool {
        cell.unicodeScalars.split { ";\t\r\n".unicodeScalars.contains($0) }.contains { part in
            let visible = part.drop {
                $0.properties.isWhitespace || $0.value < 0x20 || "\"\u{FEFF}\u{200B}".unicodeScalars.contains($0)
            }
            return visible.first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false
        }
    }
}
