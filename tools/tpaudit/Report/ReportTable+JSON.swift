// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

extension ReportTable {
    /// Adds the table to a JSON object.
    func add(to json: inout ReportJSON) {
        let columns = orderedColumns + [details]
        let order = texts.order(commonFirst: uses(in: columns))
        json.add("texts", order) { $0.append(text: texts.all[$1]) }
        var places = Array(repeating: Int64(0), count: order.count)
        for (place, number) in order.enumerated() { places[number] = Int64(place) }
        var lists = Lists()
        json.add("runs", .integer(lists.number(of: runs)))
        json.add("columns", columns) { json, column in
            json.object { add(column, to: &$0, places, &lists) }
        }
        json.add("packed", packed) { json, column in
            json.object { add(column, to: &$0, places) }
        }
        json.add("lists", lists.all) { $0.append(ascii: $1.bytes) }
    }

    /// Lists of numbers, each of them once: columns that change together share them.
    private struct Lists {
        private(set) var all: [NumberList] = []
        private var numbers: [[UInt8]: Int64] = [:]

        /// The number of a list.
        mutating func number(of list: NumberList) -> Int64 {
            if let number = numbers[list.bytes] { return number }
            numbers[list.bytes] = Int64(all.count)
            all.append(list)
            return Int64(all.count - 1)
        }
    }

    /// How often each text stands in a cell.
    private func uses(in columns: [ReportColumn]) -> [Int] {
        var uses = Array(repeating: 0, count: texts.all.count)
        for column in columns {
            for case .text(let text) in column.cells { uses[text] += 1 }
        }
        return uses
    }

    /// The sessions of the rows: in turn the difference to the one before, and how many rows it has, where it is not
    /// one.
    private var runs: NumberList {
        var list = NumberList()
        var previous = 0
        var row = 0
        while row < sessions.count {
            let start = row
            while row < sessions.count, sessions[row] == sessions[start] { row += 1 }
            list.add(Int64(sessions[start] - previous))
            list.add(row - start == 1 ? nil : Int64(row - start))
            previous = sessions[start]
        }
        return list
    }

    /// A column as the distances between the rows that have a cell, and their cells. A column with a cell in every other
    /// row says nothing of distances, and has one in every row. Where a column of numbers has a text, an exclamation mark
    /// stands before it.
    private func add(_ column: ReportColumn, to json: inout ReportJSON, _ places: [Int64], _ lists: inout Lists) {
        json.add("name", text: column.name)
        json.add("kind", text: column.kind.rawValue)
        let isDense = column.rows.count * 2 > sessions.count
        if !isDense {
            var distances = NumberList()
            var previous = -1
            for row in column.rows {
                distances.add(Int64(row - previous))
                previous = row
            }
            json.add("gaps", .integer(lists.number(of: distances)))
        }
        var best = cells(of: column, isDense: isDense, .none, places)
        for base in [Base.session, .row] {
            let other = cells(of: column, isDense: isDense, base, places)
            if other.list.bytes.count < best.list.bytes.count { best = other }
        }
        json.add("base", text: best.base.rawValue)
        json.add("first", .integer(best.first))
        json.add("cells", .integer(lists.number(of: best.list)))
    }

    /// To what numbers, and texts by theirs, are told as the difference.
    private enum Base: String {
        /// To nothing: they are told as they are.
        case none
        /// To the last one of the session, or where it has none yet, of any.
        case session
        /// To the last one of any session.
        case row
    }

    /// The cells of a column.
    private struct Cells {
        let base: Base
        /// What the first number is told as the difference to, which makes it zero.
        var first: Int64 = 0
        var list = NumberList()
        private var recent: Int64?
        private var lasts: [Int64?]

        init(_ base: Base, sessions: Int) {
            self.base = base
            lasts = Array(repeating: nil, count: sessions)
        }

        mutating func add(_ number: Int64, session: Int) {
            guard base != .none else { return list.add(number) }
            if recent == nil { first = number }
            let before = (base == .session ? lasts[session] : nil) ?? recent ?? first
            list.add(number - before)
            recent = number
            lasts[session] = number
        }
    }

    /// - Parameter places: Where the texts stand in the page, by their numbers.
    private func cells(of column: ReportColumn, isDense: Bool, _ base: Base, _ places: [Int64]) -> Cells {
        var cells = Cells(base, sessions: sessionCount)
        func add(_ cell: ReportColumn.Cell, session: Int) {
            switch cell {
            case .none: cells.list.add(nil)
            case .text(let text) where column.kind == .text: cells.add(places[text], session: session)
            case .text(let text): cells.list.add(places[text], mark: "!")
            case .number(let number): cells.add(number, session: session)
            }
        }
        guard isDense else {
            for (row, cell) in zip(column.rows, column.cells) { add(cell, session: sessions[row]) }
            return cells
        }
        var current = Array(repeating: ReportColumn.Cell.none, count: sessionCount)
        var next = 0
        for (row, session) in sessions.enumerated() {
            if next < column.rows.count, column.rows[next] == row {
                current[session] = column.cells[next]
                next += 1
            }
            add(current[session], session: session)
        }
        return cells
    }

    private func add(_ column: ReportBytes, to json: inout ReportJSON, _ places: [Int64]) {
        json.add("name", text: column.name)
        json.add("size", [column.size] + column.hyphens) { $0.append($1) }
        json.add("exceptions", column.exceptions) { json, exception in
            json.append(raw: "[\(exception.event),\(exception.text.map { "\(places[$0])" } ?? "null")]")
        }
        json.add("bytes", text: Data(column.bytes).base64EncodedString())
    }
}
