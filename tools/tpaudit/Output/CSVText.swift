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

    /// One cell. Nothing is in it for NULL; nested values are in JSON. Text that a spreadsheet would run as a formula
    /// is kept from it by an apostrophe.
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
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
