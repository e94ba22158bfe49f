// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// Rows as comma-separated values (RFC 4180, with line feeds).
enum CSVText {
    /// Adds one row to `bytes`, without what ends its line.
    ///
    /// - Parameter isForTerminal: Whether characters that a terminal obeys are made visible.
    static func append(_ values: [LogValue], to bytes: inout [UInt8], isForTerminal: Bool) {
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value, to: &bytes, isForTerminal: isForTerminal)
        }
    }

    /// Adds one cell. Nothing is in it for NULL; nested values are in JSON.
    private static func append(_ value: LogValue, to bytes: inout [UInt8], isForTerminal: Bool) {
        switch value {
        case .null: break
        case .integer, .unsigned, .flag: value.appendJSON(to: &bytes)
        case .text(let text): append(quoted: isForTerminal ? TerminalText.escaped(text) : text, to: &bytes)
        case .utf8(let text):
            append(
                quoted: isForTerminal ? TerminalText.escaped(text) : String(decoding: text, as: UTF8.self), to: &bytes)
        case .instant(let instant): append(quoted: TimeText.text(milliseconds: instant.milliseconds), to: &bytes)
        case .wall(let wall): append(quoted: TimeText.text(microseconds: wall), to: &bytes)
        case .list, .object: append(quoted: value.json, to: &bytes)
        }
    }

    private static func append(quoted text: String, to bytes: inout [UInt8]) {
        // Letters, digits and lines end no cell and begin no formula, which most texts are made of.
        guard !text.utf8.allSatisfy(isHarmless) || text.utf8.first == UInt8(ascii: "-") else {
            return bytes.append(contentsOf: text.utf8)
        }
        let isQuoted = text.utf8.contains(where: isSpecial)
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        appendInert(text, to: &bytes)
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    /// Whether a cell with that byte is quoted.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }

    /// Adds text of which a spreadsheet runs nothing as a formula: an apostrophe keeps it from that. Spreadsheets of
    /// other countries, and those that paste, take a semicolon, a tab or a line break for the end of a cell. Each
    /// quotation mark becomes two.
    private static func appendInert(_ text: String, to bytes: inout [UInt8]) {
        // A byte a scalar, as in most text, is faster to go through.
        let isDone = text.utf8.withContiguousStorageIfAvailable { units in
            guard units.reduce(true, { $0 && $1 < 0x80 }) else { return false }
            appendInert(units.lazy.map { Unicode.Scalar($0) }, to: &bytes)
            return true
        }
        if isDone != true { appendInert(text.unicodeScalars, to: &bytes) }
    }

    // Scalar by scalar: a quotation mark with an accent on it is another character, and ends a cell all the same.
    @inline(__always)
    private static func appendInert(_ scalars: some Sequence<Unicode.Scalar>, to bytes: inout [UInt8]) {
        let apostrophe = UInt8(ascii: "'")
        var isFirst = true
        var isAtStart = true
        for scalar in scalars {
            if isFirst, isBreak(scalar) { bytes.append(apostrophe) }
            isFirst = false
            if isAtStart, isFormulaStart(scalar) { bytes.append(apostrophe) }
            if scalar == "\"" { bytes.append(UInt8(ascii: "\"")) }
            if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(contentsOf: String(scalar).utf8)
            }
            isAtStart = scalar == ";" || isBreak(scalar) || isAtStart && isPassedOver(scalar)
        }
    }

    /// Whether a formula may begin behind the scalar where it may begin with it.
    private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar == "'" || scalar.properties.isWhitespace || scalar.isObeyedByTerminals
    }

    /// The last four are what East Asian keyboards write for the first ones.
    private static func isFormulaStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || scalar == "\r" || scalar == "\n"
    }
}
