// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension LogValue {
    /// The value in JSON (RFC 8259), on one line. Of the characters in texts, those that a terminal obeys are escaped
    /// as well, so that it can be looked at anywhere.
    var json: String {
        var bytes: [UInt8] = []
        appendJSON(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds the value in JSON to `bytes`.
    func appendJSON(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .flag(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .unsigned(let number): bytes.append(contentsOf: String(number).utf8)
        case .text(let text): JSONText.append(text, to: &bytes)
        case .utf8(let text): JSONText.append(String(decoding: text, as: UTF8.self), to: &bytes)
        case .instant(let instant): JSONText.append(TimeText.text(milliseconds: instant.milliseconds), to: &bytes)
        case .wall(let wall): JSONText.append(TimeText.text(microseconds: wall), to: &bytes)
        case .list(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.appendJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.append(field.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                field.value.appendJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
