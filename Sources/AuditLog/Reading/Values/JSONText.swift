// SPDX-License-Identifier: Apache-2.0

/// Text as JSON has it (RFC 8259, section 7).
package enum JSONText {
    /// `text` in quotation marks. Characters that a terminal obeys are escaped as well, so that it can be looked at
    /// anywhere.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds `text` in quotation marks to `bytes`.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain = text.utf8.withContiguousStorageIfAvailable { units in
            // Looking at all of them is faster than to stop at the first one that does not.
            guard units.reduce(true, { $0 && standsForItself($1) }) else { return false }
            bytes.append(contentsOf: units)
            return true
        }
        if isPlain != true { appendEscaped(text, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte stands for itself.
    private static func standsForItself(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte <= 0x7E && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: "\\\"".utf8)
            case "\\": bytes.append(contentsOf: "\\\\".utf8)
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case " "..."~": bytes.append(UInt8(scalar.value))
            default:
                guard scalar.isObeyedByTerminals else {
                    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                    continue
                }
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    bytes.append(contentsOf: "\\u".utf8)
                    bytes.append(contentsOf: hex([UInt8(unit >> 8), UInt8(unit & 0xFF)]).utf8)
                }
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether a terminal may do something else with the character than show it.
    package var isObeyedByTerminals: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
