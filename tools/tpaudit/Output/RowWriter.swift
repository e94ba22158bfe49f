// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Writes rows in one of the machine formats.
struct RowWriter {
    private let console: Console
    private let format: MachineFormat
    private let columns: [String]
    private let listName: String?
    private var isFirst = true

    /// - Parameters:
    ///   - columns: The names of the fields that make the columns of CSV.
    ///   - listName: The field under which the rows stand in one JSON object; `nil` for a bare array.
    init(_ console: Console, _ format: MachineFormat, columns: [String], listName: String? = nil) {
        self.console = console
        self.format = format
        self.columns = columns
        self.listName = listName
    }

    /// Writes what comes before all rows.
    mutating func begin() throws(OutputFailure) {
        switch format {
        case .json:
            try console.write(listName.map { "{" + LogValue.text($0).json + ":[" } ?? "[")
        case .jsonl:
            break
        case .csv:
            try console.write { bytes in
                CSVText.append(columns.map { .text($0) }, to: &bytes, isForTerminal: isForTerminal)
                bytes.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// Writes a row.
    mutating func add(_ row: LogValue) throws(OutputFailure) {
        try console.write { bytes in
            switch format {
            case .json:
                bytes.append(contentsOf: (isFirst ? "\n" : ",\n").utf8)
                row.appendJSON(to: &bytes)
            case .jsonl:
                row.appendJSON(to: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            case .csv:
                CSVText.append(values(of: row), to: &bytes, isForTerminal: isForTerminal)
                bytes.append(UInt8(ascii: "\n"))
            }
        }
        isFirst = false
    }

    /// The values in the order of the columns; ``LogValue/null`` where the row has no such field.
    private func values(of row: LogValue) -> [LogValue] {
        guard case .object(let fields) = row else { return [] }
        // Rows mostly have just these fields.
        if fields.count == columns.count, zip(fields, columns).allSatisfy({ $0.name == $1 }) {
            return fields.map(\.value)
        }
        return columns.map { row[$0] ?? .null }
    }

    /// Writes what comes after all rows.
    ///
    /// - Parameter summary: More fields of the object that holds the rows; in JSON lines, a line of their own.
    func end(_ summary: [LogValue.Field] = []) throws(OutputFailure) {
        switch format {
        case .json:
            let close = isFirst ? "]" : "\n]"
            guard listName != nil else { return try console.write(line: close) }
            let rest = summary.map { "," + LogValue.text($0.name).json + ":" + $0.value.json }.joined()
            try console.write(line: close + rest + "}")
        case .jsonl:
            if !summary.isEmpty { try console.write(line: LogValue.object(summary).json) }
        case .csv:
            break
        }
    }

    private var isForTerminal: Bool { console.surroundings.isTerminal }
}

/// The formats that programs read. They are never cut off, always in UTC, and keep their shape.
enum MachineFormat {
    /// One array or object.
    case json
    /// One object a line.
    case jsonl
    /// A header and rows.
    case csv
}
