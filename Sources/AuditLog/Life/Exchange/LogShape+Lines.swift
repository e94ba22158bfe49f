// SPDX-License-Identifier: Apache-2.0

extension LogShape {
    /// The line of an export for a row.
    func line(_ row: [StoredValue], of table: LogTable) -> String {
        var writer = LineWriter()
        writer.add("table", table.rawValue)
        for (column, value) in zip(self[table], row) { writer.add(column.name, value) }
        return writer.line
    }

    /// The row that the fields of a line are, behind the first one, which names the table.
    func row(_ fields: ArraySlice<(name: String, value: LineValue)>, of table: LogTable) throws(LineFault)
        -> [StoredValue]
    {
        let columns = self[table]
        var row: [StoredValue] = []
        for (place, column) in columns.enumerated() {
            // In most files the columns are in their order.
            let expected = fields.startIndex + place
            let field =
                expected < fields.endIndex && fields[expected].name == column.name
                ? fields[expected] : fields.first { $0.name == column.name }
            guard let field else { throw LineFault("column \(column.name) is missing") }
            guard let value = column.value(of: field.value), column.takes(value) else {
                throw LineFault("column \(column.name) of table \(table.rawValue) cannot hold that value")
            }
            row.append(value)
        }
        if let more = fields.first(where: { field in !columns.contains { $0.name == field.name } }) {
            throw LineFault("there is no column \(LineParser.shown(more.name)) in table \(table.rawValue)")
        }
        return row
    }
}

extension LogShape.Column {
    /// The value that stands in a line for this column; `nil` where it is of another kind.
    fileprivate func value(of value: LineValue) -> StoredValue? {
        switch (value, kind) {
        case (.null, _): return .null
        case (.integer(let integer), .integer): return .integer(integer)
        case (.text(let text), .integer):
            let digits = String(decoding: text, as: UTF8.self)
            return Int64(digits).flatMap { String($0) == digits ? .integer($0) : nil }
        case (.text(let text), .text), (.spelled(let text), .text): return .text(text)
        case (.text(let text), .blob): return bytes(hex: String(decoding: text, as: UTF8.self)).map(StoredValue.blob)
        case (.integer, _), (.spelled, _): return nil
        }
    }
}
