// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a line of an export.
struct LineFault: Error, Hashable {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// A value as it stands in a line of an export.
enum LineValue: Hashable {
    case null
    case integer(Int64)
    case text([UInt8])
    /// Text that is no UTF-8, spelled out as `{"hex":"…"}`.
    case spelled([UInt8])
}

/// Reads one line of an export: a flat object of JSON (RFC 8259) whose values are texts, integers and null. Everything
/// else is refused, as is a name that comes twice.
struct LineParser {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    private init(_ line: ArraySlice<UInt8>) {
        bytes = line
        place = line.startIndex
    }

    /// The names and values of a line, in their order.
    static func fields(_ line: ArraySlice<UInt8>) throws(LineFault) -> [(name: String, value: LineValue)] {
        var parser = LineParser(line)
        let fields = try parser.object()
        parser.skipSpace()
        guard parser.place == line.endIndex else { throw LineFault("something comes behind its object") }
        return fields
    }

    private mutating func object() throws(LineFault) -> [(name: String, value: LineValue)] {
        try expect("{")
        var fields: [(name: String, value: LineValue)] = []
        var names: Set<String> = []
        if try next() == UInt8(ascii: "}") {
            place += 1
            return []
        }
        while true {
            let name = String(decoding: try text(), as: UTF8.self)
            guard names.insert(name).inserted else { throw LineFault("\(LineParser.shown(name)) comes twice") }
            try expect(":")
            fields.append((name, try value()))
            guard try next() == UInt8(ascii: ",") else { break }
            place += 1
        }
        try expect("}")
        return fields
    }

    private mutating func value() throws(LineFault) -> LineValue {
        switch try next() {
        case UInt8(ascii: "\""):
            return .text(try text())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .integer(try integer())
        case UInt8(ascii: "n") where bytes[place...].starts(with: "null".utf8):
            place += 4
            return .null
        case UInt8(ascii: "{"):
            return .spelled(try spelled())
        default:
            throw LineFault("a value is no text, integer or null")
        }
    }

    /// The bytes of an object `{"hex":"…"}`.
    private mutating func spelled() throws(LineFault) -> [UInt8] {
        try expect("{")
        guard try text().elementsEqual("hex".utf8) else { throw LineFault("a value is no text, integer or null") }
        try expect(":")
        let digits = String(decoding: try text(), as: UTF8.self)
        guard let spelled = AuditLog.bytes(hex: digits) else { throw LineFault("a text is not in hexadecimal digits") }
        try expect("}")
        return spelled
    }

    private mutating func integer() throws(LineFault) -> Int64 {
        let digits = bytes[place...].prefix { "-+.eE0123456789".utf8.contains($0) }
        place = digits.endIndex
        let text = String(decoding: digits, as: UTF8.self)
        guard let integer = Int64(text) else { throw LineFault("\(LineParser.shown(text)) is no integer of 64 bits") }
        guard String(integer) == text else { throw LineFault("\(LineParser.shown(text)) is no integer as JSON has it") }
        return integer
    }

    /// The bytes of a text in quotation marks, which are UTF-8.
    private mutating func text() throws(LineFault) -> [UInt8] {
        try expect("\"")
        var text: [UInt8] = []
        while true {
            let plain = bytes[place...].prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 0x20 }
            text += plain
            place = plain.endIndex
            guard place < bytes.endIndex else { throw LineFault("it is cut off") }
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place += 1
                guard String(validating: text, as: UTF8.self) != nil else { throw LineFault("a text is no UTF-8") }
                return text
            case UInt8(ascii: "\\"):
                place += 1
                text.append(contentsOf: try escaped())
            default:
                throw LineFault("a text has a control character")
            }
        }
    }

    private mutating func escaped() throws(LineFault) -> [UInt8] {
        guard place < bytes.endIndex else { throw LineFault("it is cut off") }
        defer { place += 1 }
        switch bytes[place] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [bytes[place]]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw LineFault("a text has an escape that JSON does not know")
        }
    }

    /// A character written as `\u0041`, or as two surrogates like that. Ends on its last digit.
    private mutating func escapedScalar() throws(LineFault) -> [UInt8] {
        var units = [try codeUnit()]
        if UTF16.isLeadSurrogate(units[0]), bytes[(place + 1)...].starts(with: "\\u".utf8) {
            place += 2
            units.append(try codeUnit())
        }
        var iterator = units.makeIterator()
        var decoder = UTF16()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator), iterator.next() == nil,
            let encoded = UTF8.encode(scalar)
        else { throw LineFault("a text has half a character") }
        return Array(encoded)
    }

    private mutating func codeUnit() throws(LineFault) -> UInt16 {
        let digits = bytes[(place + 1)...].prefix(4)
        guard digits.count == 4, let pair = AuditLog.bytes(hex: String(decoding: digits, as: UTF8.self)) else {
            throw LineFault("a text has an escape that JSON does not know")
        }
        place += 4
        return UInt16(pair[0]) << 8 | UInt16(pair[1])
    }

    private mutating func skipSpace() {
        while place < bytes.endIndex, [0x20, 0x09, 0x0D].contains(bytes[place]) { place += 1 }
    }

    /// The byte that comes next, behind any space.
    private mutating func next() throws(LineFault) -> UInt8 {
        skipSpace()
        guard place < bytes.endIndex else { throw LineFault("it is cut off") }
        return bytes[place]
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(LineFault) {
        guard try next() == UInt8(ascii: character) else {
            throw LineFault("it is no object of JSON: \(character) is missing")
        }
        place += 1
    }

    /// Words from a line, short enough for an error.
    static func shown(_ text: String) -> String {
        text.count > 40 ? text.prefix(40) + "…" : text
    }
}
