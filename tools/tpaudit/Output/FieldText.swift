// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension LogValue {
    /// The value as people read it: times in `zone`, text from outside made harmless.
    func text(in zone: ZoneText) -> String {
        switch self {
        case .null: "-"
        case .flag(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .text(let text): TerminalText.escaped(text)
        case .utf8(let bytes): TerminalText.escaped(bytes)
        case .instant(let instant): zone.text(milliseconds: instant.milliseconds)
        case .wall(let wall): zone.text(microseconds: wall)
        case .list(let values): values.isEmpty ? "-" : values.map { $0.text(in: zone) }.joined(separator: " ")
        case .object: json
        }
    }
}

extension Console {
    /// Writes `fields` one a line, their names aligned; those of nested objects with dots, those without a value left
    /// out.
    func write(
        fields: [LogValue.Field], in zone: ZoneText, indentation: Int = 0
    ) throws(OutputFailure) {
        let shown = LogValue.object(fields).flattened.filter { $0.value != .null && $0.value != .list([]) }
        let width = shown.map { TerminalText.width($0.name) }.max() ?? 0
        for field in shown {
            let padding = String(repeating: " ", count: width - TerminalText.width(field.name) + 2)
            try write(
                String(repeating: " ", count: indentation) + field.name + padding, wrapped: field.value.text(in: zone))
        }
    }
}
