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
        let told = toldCells(of: column, isDense: isDense)
        var best = Cells(told, of: column.kind, .none, places, sessions: sessionCount)
        for base in [Base.session, .row] {
            let other = Cells(told, of: column.kind, base, places, sessions: sessionCount)
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

    /// A cell that the page tells, and whose it is.
    private typealias ToldCell = (session: Int, cell: ReportColumn.Cell)

    /// The cells of a column, those of every row where it is dense.
    private func toldCells(of column: ReportColumn, isDense: Bool) -> [ToldCell] {
        guard isDense else { return zip(column.rows, column.cells).map { (sessions[$0], $1) } }
        var current = Array(repeating: ReportColumn.Cell.none, count: sessionCount)
        var next = 0
        return sessions.enumerated().map { row, session in
            if next < column.rows.count, column.rows[next] == row {
                current[session] = column.cells[next]
                next += 1
            }
            return (session, current[session])
        }
    }

    /// The cells of a column as numbers.
    private struct Cells {
        let base: Base
        /// What the first number is told as the difference to, which makes it zero.
        private(set) var first: Int64 = 0
        private(set) var list = NumberList()
        private var recent: Int64?
        private var lasts: [Int64?]

        /// - Parameter places: Where the texts stand in the page, by their numbers.
        init(_ cells: [ToldCell], of kind: ReportColumn.Kind, _ base: Base, _ places: [Int64], sessions: Int) {
            self.base = base
            lasts = Array(repeating: nil, count: sessions)
            for (session, cell) in cells {
                switch cell {
                case .none: list.add(nil)
                case .text(let text) where kind == .text: add(places[text], session: session)
                case .text(let text): list.add(places[text], mark: "!")
                case .number(let number): add(number, session: session)
                }
            }
        }

        private mutating func add(_ number: Int64, session: Int) {
            guard base != .none else { return list.add(number) }
            if recent == nil { first = number }
            let before = (base == .session ? lasts[session] : nil) ?? recent ?? first
            list.add(number - before)
            recent = number
            lasts[session] = number
        }
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
