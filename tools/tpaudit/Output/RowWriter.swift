// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Writes rows in one of the machine formats.
struct RowWriter {
    /// How rows become bytes.
    let rendering: RowRendering
    private let console: Console
    private let listName: String?
    private var isFirst = true

    /// - Parameters:
    ///   - columns: The names of the fields that make the columns of CSV.
    ///   - listName: The field under which the rows stand in one JSON object; `nil` for a bare array.
    init(_ console: Console, _ format: MachineFormat, columns: [String], listName: String? = nil) {
        rendering = RowRendering(format: format, columns: columns, isForTerminal: console.surroundings.isTerminal)
        self.console = console
        self.listName = listName
    }

    /// Writes what comes before all rows.
    mutating func begin() throws(OutputFailure) {
        switch rendering.format {
        case .json:
            try console.write(listName.map { "{" + LogValue.text($0).json + ":[" } ?? "[")
        case .jsonl:
            break
        case .csv:
            try console.write { rendering.appendNames(to: &$0) }
        }
    }

    /// Writes a row.
    mutating func add(_ row: LogValue) throws(OutputFailure) {
        var bytes: [UInt8] = []
        rendering.append(row, to: &bytes)
        try add(rendered: bytes)
    }

    /// Writes rows that are bytes already.
    mutating func add(rendered rows: [UInt8]) throws(OutputFailure) {
        guard !rows.isEmpty else { return }
        // The first row has none before it from which a comma sets it apart.
        try console.write(isFirst && rendering.format == .json ? Array(rows.dropFirst()) : rows)
        isFirst = false
    }

    /// Writes what comes after all rows.
    ///
    /// - Parameter summary: More fields of the object that holds the rows; in JSON lines, a line of their own.
    func end(_ summary: [LogValue.Field] = []) throws(OutputFailure) {
        switch rendering.format {
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
}

/// How a row becomes bytes in one of the machine formats.
struct RowRendering {
    let format: MachineFormat
    /// The names of the fields that make the columns of CSV.
    let columns: [String]
    /// Whether people watch the output in a terminal.
    let isForTerminal: Bool

    /// Adds the header of CSV.
    func appendNames(to bytes: inout [UInt8]) {
        CSVText.append(columns.map { .text($0) }, to: &bytes, isForTerminal: isForTerminal)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds a row, in JSON with the comma that sets it apart from the one before.
    func append(_ row: LogValue, to bytes: inout [UInt8]) {
        switch format {
        case .json:
            bytes.append(UInt8(ascii: ","))
            bytes.append(UInt8(ascii: "\n"))
            row.appendJSON(to: &bytes)
        case .jsonl:
            row.appendJSON(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        case .csv:
            CSVText.append(values(of: row), to: &bytes, isForTerminal: isForTerminal)
            bytes.append(UInt8(ascii: "\n"))
        }
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
