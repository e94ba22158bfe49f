// SPDX-License-Identifier: Apache-2.0

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
        var gaps = ReportTexts()
        json.add("columns", orderedColumns + [details]) { json, column in
            json.object { add(column, to: &$0, &gaps) }
        }
        json.add("gaps", gaps.all) { $0.append(text: $1) }
        json.add("packed", packed) { json, column in
            json.object { add(column, to: &$0) }
        }
    }

    /// A column as the distances between the rows that have a cell, and their cells, both as numbers in base 36 that
    /// commas separate. Numbers are told as the difference to the session's last one, texts by their numbers, or by the
    /// differences of those where that is shorter. Where a column of numbers has a text, an exclamation mark stands
    /// before it. A column with a cell in every other row says nothing of distances, and has one in every row.
    private func add(_ column: ReportColumn, to json: inout ReportJSON, _ gaps: inout ReportTexts) {
        json.add("name", text: column.name)
        json.add("kind", text: column.kind.rawValue)
        let isDense = column.rows.count * 2 > sessions.count
        if !isDense {
            var previous = -1
            let distances = column.rows.map { row in
                defer { previous = row }
                return String(row - previous, radix: 36)
            }
            // Columns that change together share them.
            json.add("gaps", .integer(Int64(gaps.number(of: distances.joined(separator: ",")))))
        }
        let plain = cells(of: column, isDense: isDense, isDifferent: false)
        let different = column.kind == .text ? cells(of: column, isDense: isDense, isDifferent: true) : plain
        let isDifferent = different.utf8.count < plain.utf8.count
        json.add("differences", .flag(isDifferent))
        json.add("cells", text: isDifferent ? different : plain)
    }

    /// - Parameter isDifferent: Whether texts are told by the differences of their numbers.
    private func cells(of column: ReportColumn, isDense: Bool, isDifferent: Bool) -> String {
        var bases = Array(repeating: Int64(0), count: sessionCount)
        var current = Array(repeating: ReportColumn.Cell.none, count: sessionCount)
        var next = 0
        var cells = ""
        func add(_ row: Int) {
            let session = sessions[row]
            if next < column.rows.count, column.rows[next] == row {
                current[session] = column.cells[next]
                next += 1
            }
            switch current[session] {
            case .none: break
            case .text(let text) where column.kind == .text && isDifferent:
                cells += String(Int64(text) - bases[session], radix: 36)
                bases[session] = Int64(text)
            case .text(let text) where column.kind == .text: cells += String(text, radix: 36)
            case .text(let text): cells += "!" + String(text, radix: 36)
            case .number(let number):
                cells += String(number - bases[session], radix: 36)
                bases[session] = number
            }
            cells += ","
        }
        if isDense {
            sessions.indices.forEach(add)
        } else {
            column.rows.forEach(add)
        }
        return String(cells.dropLast())
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
