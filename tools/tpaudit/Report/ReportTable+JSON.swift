import AuditLog
import Foundation

extension ReportTable {
    /// Adds the table to a JSON object.
    func add(to json: inout ReportJSON) {
        json.add("texts", texts.all) { $0.append(text: $1) }
        var runs: [Int] = []
        for session in sessions {
            if runs.count > 1, runs[runs.count - 2] == session {
                runs[runs.count - 1] += 1
            } else {
                runs += [session, 1]
            }
        }
        json.add("runs", runs) { $0.append($1) }
        json.add("columns", orderedColumns + [details]) { json, column in
            json.object { add(column, to: &$0) }
        }
        json.add("packed", packed) { json, column in
            json.object { add(column, to: &$0) }
        }
    }

    /// A column as the distances between the rows that have a cell, and their cells: numbers as the difference to the
    /// session's last one, texts by their numbers. Where a column of numbers has a text, that stands in a list of its
    /// own. A column with a cell in every other row says nothing of distances, and has one in every row.
    private func add(_ column: ReportColumn, to json: inout ReportJSON) {
        json.add("name", text: column.name)
        json.add("kind", text: column.kind.rawValue)
        let isDense = column.rows.count * 2 > sessions.count
        if !isDense {
            var previous = -1
            json.add("gaps", column.rows) { json, row in
                json.append(row - previous)
                previous = row
            }
        }
        var bases = Array(repeating: Int64(0), count: sessionCount)
        var current = Array(repeating: ReportColumn.Cell.none, count: sessionCount)
        var next = 0
        json.add("cells", isDense ? Array(sessions.indices) : column.rows) { json, row in
            let session = sessions[row]
            if next < column.rows.count, column.rows[next] == row {
                current[session] = column.cells[next]
                next += 1
            }
            switch current[session] {
            case .none: json.append(raw: "null")
            case .text(let text) where column.kind == .text: json.append(text)
            case .text(let text): json.append(raw: "[\(text)]")
            case .number(let number):
                json.append(Int(number - bases[session]))
                bases[session] = number
            }
        }
    }

    private func add(_ column: ReportBytes, to json: inout ReportJSON) {
        json.add("name", text: column.name)
        json.add("size", [column.size] + column.hyphens) { $0.append($1) }
        json.add("exceptions", column.exceptions) { json, exception in
            json.append(raw: "[\(exception.row),\(exception.text.map { "\($0)" } ?? "null")]")
        }
        json.add("bytes", text: Data(column.bytes).base64EncodedString())
    }
}
