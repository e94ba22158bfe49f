// SPDX-License-Identifier: Apache-2.0

/// HTML. Its literals are ours, and stand there as they are; all that is put into them is text and stays text.
struct Markup: ExpressibleByStringInterpolation, Hashable {
    /// The HTML.
    let source: String

    init(stringLiteral value: String) {
        source = value
    }

    init(stringInterpolation: Interpolation) {
        source = stringInterpolation.source
    }

    /// HTML of ours from elsewhere.
    init(trusted source: String) {
        self.source = source
    }

    /// Several pieces, one after the other.
    init(_ parts: [Markup]) {
        source = parts.map(\.source).joined(separator: "\n")
    }

    /// Puts HTML together.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { source += literal }

        mutating func appendInterpolation(_ markup: Markup) { source += markup.source }

        mutating func appendInterpolation(_ number: some BinaryInteger) { source += "\(number)" }

        mutating func appendInterpolation(_ text: String) {
            for character in TerminalText.escaped(text, keepsBackslashes: true).unicodeScalars {
                switch character {
                case "&": source += "&amp;"
                case "<": source += "&lt;"
                case ">": source += "&gt;"
                case "\"": source += "&quot;"
                case "'": source += "&#39;"
                default: source.unicodeScalars.append(character)
                }
            }
        }
    }
}
