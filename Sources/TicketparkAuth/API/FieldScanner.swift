// SPDX-License-Identifier: Apache-2.0

/// Reads the parts of which header fields are made (RFC 9110 section 5.6).
struct FieldScanner {
    /// The value of a parameter.
    enum ParameterValue: Hashable {
        case text(String)
        /// An equals sign came, and nothing that can follow it.
        case malformed
    }

    static let comma = UInt8(ascii: ",")

    private var rest: ArraySlice<UInt8>

    init(_ field: String) {
        rest = Array(field.utf8)[...]
    }

    /// Whether an item of the list ends here, white space aside.
    var isAtItemEnd: Bool {
        let next = rest.first { !Self.isSpace($0) }
        return next == nil || next == Self.comma
    }

    mutating func skip(while condition: (UInt8) -> Bool) {
        rest = rest.drop(while: condition)
    }

    /// A token: a scheme's name, a parameter's name, an unquoted value.
    mutating func token() -> String? {
        let bytes = rest.prefix(while: Self.isTokenCharacter)
        rest = rest.dropFirst(bytes.count)
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// What follows a parameter's name: `=` and a token or quoted string. `nil`, and nothing is read, where no `=`
    /// follows.
    mutating func parameterValue() -> ParameterValue? {
        var ahead = self
        ahead.skip(while: Self.isSpace)
        guard ahead.rest.popFirst() == UInt8(ascii: "=") else { return nil }
        ahead.skip(while: Self.isSpace)
        let value = ahead.rest.first == UInt8(ascii: "\"") ? ahead.quotedString() : ahead.token()
        self = ahead
        return value.map(ParameterValue.text) ?? .malformed
    }

    /// The characters of base64 that may follow a scheme instead of parameters. `nil`, and nothing is read, where
    /// something else follows.
    mutating func token68() -> String? {
        guard let first = rest.first, Self.isSpace(first) else { return nil }
        var ahead = self
        ahead.skip(while: Self.isSpace)
        let body = ahead.rest.prefix(while: Self.isToken68Character)
        ahead.rest = ahead.rest.dropFirst(body.count)
        let padding = ahead.rest.prefix { $0 == UInt8(ascii: "=") }
        ahead.rest = ahead.rest.dropFirst(padding.count)
        guard !body.isEmpty, ahead.isAtItemEnd else { return nil }
        self = ahead
        return String(decoding: body + padding, as: UTF8.self)
    }

    /// A quoted string without its quotes and escapes, or `nil` where it does not end.
    private mutating func quotedString() -> String? {
        _ = rest.popFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func isToken68Character(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }
}
