// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Writes differences for people: a field's old value above its new one, and each only where there is one.
struct DifferenceText {
    private let console: Console
    private let zone: ZoneText
    private let isColored: Bool
    private let marks: (String, String)

    /// - Parameter marks: What stands before the first and the second value.
    init(_ console: Console, _ output: OutputOptions, marks: (String, String)) {
        self.console = console
        zone = output.zone
        isColored = output.isColored(on: console)
        self.marks = marks
    }

    /// Writes all of them, their names aligned.
    func write(_ differences: [FieldDifference]) throws(OutputFailure) {
        let width = differences.map { TerminalText.width($0.field) }.max() ?? 0
        for difference in differences {
            var name = difference.field
            for (mark, value, style) in [
                (marks.0, difference.left, Style.bad), (marks.1, difference.right, Style.good),
            ] {
                // What a side does not have needs no line of its own.
                guard let value, value != .null else { continue }
                let padding = String(repeating: " ", count: width - TerminalText.width(name))
                try console.write(
                    "  \(name)\(padding)  ",
                    wrapped: style.applied(to: "\(mark) \(value.text(in: zone))", isOn: isColored))
                name = ""
            }
        }
    }
}
