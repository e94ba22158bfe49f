// SPDX-License-Identifier: Apache-2.0

/// Writes one line of an export: a flat object of JSON.
struct LineWriter {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// Integers up to this one, and down to its negative, are the same to all readers of JSON (RFC 7493, section 2.2).
    private static let largestNumber: Int64 = 1 << 53 - 1

    /// The line, with the line feed that ends it.
    var line: String { String(decoding: bytes + Array("}\n".utf8), as: UTF8.self) }

    /// Adds a value.
    ///
    /// - Parameter name: A name of ours, in which nothing has to be escaped.
    mutating func add(_ name: String, _ value: StoredValue) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: "\":".utf8)
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .integer(let integer): add(integer)
        case .text(let text): add(text: text)
        case .blob(let blob): add(quoted: hex(blob))
        }
    }

    /// Adds a text.
    mutating func add(_ name: String, _ text: String) {
        add(name, .text(Array(text.utf8)))
    }

    private mutating func add(_ integer: Int64) {
        if abs(integer.clamped) <= LineWriter.largestNumber {
            bytes.append(contentsOf: String(integer).utf8)
        } else {
            add(quoted: String(integer))
        }
    }

    private mutating func add(text: [UInt8]) {
        if let string = String(validating: text, as: UTF8.self) {
            JSONText.append(string, to: &bytes)
        } else {
            bytes.append(contentsOf: "{\"hex\":".utf8)
            add(quoted: hex(text))
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func add(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }
}

extension Int64 {
    /// The number, or the one nearest to it that has a negative.
    fileprivate var clamped: Int64 { self == .min ? -.max : self }
}
