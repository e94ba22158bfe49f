// SPDX-License-Identifier: Apache-2.0

/// Text from outside, safe to print in a terminal.
enum OneLine {
    /// Line breaks become spaces; everything else that a terminal obeys, hides or turns around is shown by its number.
    static func of(_ text: String) -> String {
        escaped(text) { $0 == "\n" || $0 == "\r" || $0 == "\t" ? " " : nil }
    }

    /// The same with line breaks and tabs left as they are.
    static func lines(of text: String) -> String {
        escaped(text) { $0 == "\n" || $0 == "\t" ? String($0) : nil }
    }

    private static func escaped(_ text: String, _ space: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let space = space(scalar) {
                result += space
            } else if isUnsafe(scalar) {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
