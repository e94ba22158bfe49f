// SPDX-License-Identifier: Apache-2.0

/// Text that is safe to print as one line of a terminal.
enum OneLine {
    /// Line breaks become spaces; other control characters and those that turn the direction of writing are shown
    /// by their numbers.
    static func of(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n" || scalar == "\r": result += " "
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
