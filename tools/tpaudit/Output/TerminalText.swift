// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Text from outside as a terminal may show it: nothing in it is obeyed, hidden or turned around.
enum TerminalText {
    /// `text` with everything visible: characters that a terminal obeys, breaks lines at, or hides, are written as
    /// `\n`, `\x1b` or `\u{202e}`.
    ///
    /// - Parameter keepsBackslashes: Whether a backslash stays as it is, where nobody has to read it back.
    static func escaped(_ text: String, keepsBackslashes: Bool = false) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E && $0 != UInt8(ascii: "\\") }) { return text }
        return escaped(Array(text.utf8), keepsBackslashes: keepsBackslashes)
    }

    /// The same of bytes that should be UTF-8; those that are not become `\xff`.
    static func escaped(_ bytes: [UInt8], keepsBackslashes: Bool = false) -> String {
        var result = ""
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var position = 0
        decoding: while true {
            switch decoder.decode(&rest) {
            case .scalarValue(let scalar):
                position += UTF8.width(scalar)
                result += shown(scalar, keepsBackslashes: keepsBackslashes)
            case .emptyInput:
                break decoding
            case .error:
                // The decoder may have swallowed more than one byte: begin anew behind the one that is wrong.
                result += "\\x" + hexDigits(UInt32(bytes[position]), 2)
                position += 1
                decoder = UTF8()
                rest = Array(bytes[position...]).makeIterator()
            }
        }
        return result
    }

    /// How many columns of a terminal `text` takes. Wide characters count as two, marks that go on others as none, and
    /// so do the codes of a ``Style``.
    static func width(_ text: some StringProtocol) -> Int {
        // A byte a column, as most text is; what else there is in ASCII is escaped.
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return text.utf8.count }
        var isInCode = false
        return text.reduce(0) { width, character in
            guard let scalar = character.unicodeScalars.first else { return width }
            if isInCode {
                isInCode = scalar != "m"
                return width
            }
            isInCode = scalar == "\u{1B}"
            return isInCode ? width : width + (isWide(scalar) ? 2 : 1)
        }
    }

    /// `text` in lines of at most `width` columns, broken at spaces; a word that is longer has a line of its own.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        if self.width(text) <= width, !text.hasPrefix(" ") { return [text] }
        var lines: [String] = [""]
        var filled = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let more = self.width(word)
            if lines[lines.count - 1].isEmpty {
                lines[lines.count - 1] = String(word)
                filled = more
            } else if filled + 1 + more <= width {
                lines[lines.count - 1] += " " + word
                filled += 1 + more
            } else {
                lines.append(String(word))
                filled = more
            }
        }
        return lines
    }

    /// `line` without the blanks at its end.
    static func trimmed(_ line: String) -> String {
        let end = line.utf8.lastIndex { $0 != UInt8(ascii: " ") }.map { line.utf8.index(after: $0) }
        return String(line[..<(end ?? line.startIndex)])
    }

    private static func shown(_ scalar: Unicode.Scalar, keepsBackslashes: Bool) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\\": return keepsBackslashes ? "\\" : "\\\\"
        default: break
        }
        guard isUnsafe(scalar) else { return String(scalar) }
        return scalar.value < 0x100
            ? "\\x" + hexDigits(scalar.value, 2) : "\\u{" + hexDigits(scalar.value, 4) + "}"
    }

    /// Whether a terminal may do something else with a character than show it.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isObeyedByTerminals
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    static func hexDigits(_ number: UInt32, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}
