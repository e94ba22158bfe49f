// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// JSON as it may stand in the script element of a page: nothing in it ends the element or begins another one.
struct ReportJSON {
    /// What was written so far.
    private(set) var bytes: [UInt8] = []
    /// Whether something stands before, from which the next value is set apart.
    private var isFirst = true

    /// Adds an object whose fields `body` adds.
    mutating func object(_ body: (inout ReportJSON) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
        body(&self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    /// Adds a field that is a list, to which `body` adds each element.
    mutating func add<Element>(_ name: String, _ list: [Element], _ body: (inout ReportJSON, Element) -> Void) {
        add(name)
        bytes.append(UInt8(ascii: "["))
        isFirst = true
        for element in list { body(&self, element) }
        bytes.append(UInt8(ascii: "]"))
        isFirst = false
    }

    /// Adds a field that is a text.
    mutating func add(_ name: String, text: String) {
        add(name)
        isFirst = true
        append(text: text)
    }

    /// Adds a field.
    mutating func add(_ name: String, _ value: LogValue) {
        add(name)
        isFirst = true
        append(raw: value.json)
    }

    /// Adds a number to a list.
    mutating func append(_ number: Int) {
        separate()
        bytes.append(contentsOf: "\(number)".utf8)
    }

    /// Adds a text to a list.
    mutating func append(text: String) {
        append(raw: JSONText.quoted(text))
    }

    /// Adds a text to a list that has nothing but digits, small letters and marks between them.
    mutating func append(ascii text: [UInt8]) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes += text
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds JSON to a list.
    mutating func append(raw json: String) {
        separate()
        for byte in json.utf8 {
            switch byte {
            // These stand in texts alone, which may spell them like this.
            case UInt8(ascii: "<"): bytes.append(contentsOf: #"\u003c"#.utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: #"\u003e"#.utf8)
            case UInt8(ascii: "&"): bytes.append(contentsOf: #"\u0026"#.utf8)
            default: bytes.append(byte)
            }
        }
    }

    private mutating func add(_ name: String) {
        append(text: name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }
}
