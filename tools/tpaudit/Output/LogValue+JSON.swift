// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension LogValue {
    /// The value in JSON (RFC 8259), on one line. Of the characters in texts, those that a terminal obeys are escaped
    /// as well, so that it can be looked at anywhere.
    var json: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .text(let text): LogValue.quoted(text)
        case .utf8(let bytes): LogValue.quoted(String(decoding: bytes, as: UTF8.self))
        case .instant(let instant): LogValue.quoted(TimeText.text(milliseconds: instant.milliseconds))
        case .wall(let wall): LogValue.quoted(TimeText.text(microseconds: wall))
        case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
        case .object(let fields): LogValue.json(fields)
        }
    }

    /// An object of `fields` in JSON.
    static func json(_ fields: [Field]) -> String {
        "{" + fields.map { quoted($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
