// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// The events of a report, field by field. Its first rows are no events: they have the state in which each session
/// stood before its first event here.
struct ReportTable {
    /// A field's place among those of the objects in which it lies.
    private final class Node {
        /// The name, its parts separated by dots.
        let name: String
        var column: Int?
        private var parts: [(name: String, node: Node)] = []
        /// Where the next part probably is: objects mostly have their fields in one order.
        private var next = 0

        init(name: String) {
            self.name = name
        }

        func part(_ part: String) -> Node {
            if next >= parts.count || parts[next].name != part {
                next = parts.firstIndex { $0.name == part } ?? parts.count
            }
            if next == parts.count { parts.append((part, Node(name: name.isEmpty ? part : name + "." + part))) }
            defer { next += 1 }
            return parts[next].node
        }
    }

    private(set) var texts = ReportTexts()
    /// The session of each row.
    private(set) var sessions: [Int] = []
    /// The fields that are kept as bytes.
    private(set) var packed = [
        ReportBytes(name: "id", size: 16, hyphens: [8, 12, 16, 20]), ReportBytes(name: "chain", size: 32),
    ]
    /// What each event carries, in words that leave out what its fields say: no field of it.
    private(set) var details: ReportColumn
    private var columns: [ReportColumn] = []
    /// The columns as people read them.
    private var order: [Int] = []
    private let root = Node(name: "")
    /// How many sessions there are, with the log itself.
    let sessionCount: Int

    /// - Parameter sessions: How many sessions there are, with the log itself, which is the first.
    init(sessions: Int) {
        sessionCount = sessions
        details = ReportColumn(name: "details", sessions: sessions)
    }

    /// The fields as people read them, but for those that are kept as bytes.
    var orderedColumns: [ReportColumn] { order.map { columns[$0] }.filter { !$0.cells.isEmpty } }

    /// Adds a row.
    ///
    /// - Parameters:
    ///   - fields: What it has; nested objects are taken apart.
    ///   - details: What it carries, in words that are harmless already.
    mutating func add(_ fields: [LogValue.Field], details: String? = nil, session: Int) {
        let row = sessions.count
        sessions.append(session)
        // What stands before the first events is no event, and has none of them.
        for index in packed.indices where row >= sessionCount {
            var text: String?
            if case .text(let content)? = fields.first(where: { $0.name == packed[index].name })?.value {
                text = content
            }
            packed[index].add(text, &texts)
        }
        var previous: Int?
        for field in fields where !packed.contains(where: { $0.name == field.name }) {
            set(field, in: root, row, session, &previous)
        }
        if let details {
            let template = DetailsTemplate.of(details, fields)
            self.details.set(.text(texts.number(of: template)), row: row, session: session)
        }
        // What this event does not have, its session has no more.
        for index in columns.indices where columns[index].lastRow != row {
            columns[index].set(.none, row: row, session: session)
        }
    }

    /// - Parameter previous: The column before, behind which a new one has its place.
    private mutating func set(
        _ field: LogValue.Field, in parent: Node, _ row: Int, _ session: Int, _ previous: inout Int?
    ) {
        let node = parent.part(field.name)
        if case .object(let fields) = field.value {
            for part in fields { set(part, in: node, row, session, &previous) }
            return
        }
        let column = node.column ?? add(node.name, behind: previous)
        node.column = column
        previous = column
        columns[column].set(cell(field.value, column), row: row, session: session)
    }

    private mutating func add(_ name: String, behind previous: Int?) -> Int {
        columns.append(ReportColumn(name: name, sessions: sessionCount))
        let place = previous.flatMap { order.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        order.insert(columns.count - 1, at: place)
        return columns.count - 1
    }

    private mutating func cell(_ value: LogValue, _ column: Int) -> ReportColumn.Cell {
        switch value {
        case .null, .list([]), .object: .none
        case .text(let text): .text(texts.number(ofForeign: text))
        case .integer(let number): counted(number, .number, value, column)
        case .unsigned(let number): counted(Int64(exactly: number), .number, value, column)
        case .instant(let instant): counted(instant.milliseconds, .milliseconds, value, column)
        case .wall(let wall): counted(wall, .microseconds, value, column)
        case .flag, .utf8, .list: .text(texts.number(of: value.text(in: .utc)))
        }
    }

    /// A number, where a browser has it exactly, and the difference between two of them.
    private mutating func counted(
        _ number: Int64?, _ kind: ReportColumn.Kind, _ value: LogValue, _ column: Int
    ) -> ReportColumn.Cell {
        if let number, number.magnitude < 1 << 52, columns[column].takes(kind) { return .number(number) }
        return .text(texts.number(of: value.text(in: .utc)))
    }
}
