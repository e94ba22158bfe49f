// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// Rows as comma-separated values (RFC 4180, with line feeds).
enum CSVText {
    /// One row.
    ///
    /// - Parameter isForTerminal: Whether characters that a terminal obeys are made visible.
    static func row(_ values: [LogValue], isForTerminal: Bool) -> String {
        values.map { cell($0, isForTerminal: isForTerminal) }.joined(separator: ",")
    }

    /// One cell. Nothing is in it for NULL; nested values are in JSON.
    private static func cell(_ value: LogValue, isForTerminal: Bool) -> String {
        switch value {
        case .null: ""
        case .integer, .unsigned, .flag: value.json
        case .text(let text): quoted(isForTerminal ? TerminalText.escaped(text) : text)
        case .utf8(let bytes):
            quoted(isForTerminal ? TerminalText.escaped(bytes) : String(decoding: bytes, as: UTF8.self))
        case .instant(let instant): quoted(TimeText.text(milliseconds: instant.milliseconds))
        case .wall(let wall): quoted(TimeText.text(microseconds: wall))
        case .list, .object: quoted(value.json)
        }
    }

    private static func quoted(_ text: String) -> String {
        let safe = inert(text)
        guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
        // Byte by byte: a quotation mark with an accent on it is another character, and ends a cell all the same.
        let doubled = safe.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
        return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
    }

    /// Text of which a spreadsheet runs nothing as a formula: an apostrophe keeps it from that. Spreadsheets of other
    /// countries, and those that paste, take a semicolon, a tab or a line break for the end of a cell.
    private static func inert(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        if let first = text.unicodeScalars.first, breaks.contains(first) { result.append("'") }
        var isAtStart = true
        for scalar in text.unicodeScalars {
            if isAtStart, formulaStarts.contains(scalar) { result.append("'") }
            result.append(scalar)
            let isPassedOver =
                scalar.properties.isWhitespace || scalar.isObeyedByTerminals || "\"'".unicodeScalars.contains(scalar)
            isAtStart = scalar == ";" || breaks.contains(scalar) || isAtStart && isPassedOver
        }
        return String(result)
    }

    /// The last four are what East Asian keyboards write for the first ones.
    private static let formulaStarts = "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars
    private static let breaks = "\t\r\n".unicodeScalars
}
