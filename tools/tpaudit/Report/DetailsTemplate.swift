// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// What an event carries, in words, with the names of fields in place of what the fields say: so that the words of a
/// hundred thousand events are few. A name stands between two marks, which no harmless text has.
enum DetailsTemplate {
    private static let mark: UInt8 = 1

    /// The template of `details`, from which a page makes them again.
    static func of(_ details: String, _ fields: [LogValue.Field]) -> String {
        func value(_ name: String, in fields: [LogValue.Field]) -> LogValue? {
            fields.first { $0.name == name }?.value
        }
        var words = Array(details.utf8)
        for name in ["access_ref", "refresh_ref", "spent_ref"] {
            guard case .text(let ref)? = value(name, in: fields) else { continue }
            replace(Array(ref.utf8), by: marked(name), in: &words)
        }
        if case .object(let effects)? = value("effects", in: fields),
            case .object(let send)? = value("send", in: effects),
            case .unsigned(let attempt)? = value("attempt", in: send),
            case .integer(let number)? = value("try", in: send)
        {
            let names = marked("effects.send.attempt") + Array(".".utf8) + marked("effects.send.try")
            replace(Array("sends try \(attempt).\(number)".utf8), by: Array("sends try ".utf8) + names, in: &words)
        }
        if case .unsigned(let attempt)? = value("attempt", in: fields),
            case .integer(let number)? = value("try", in: fields)
        {
            let names = marked("attempt") + Array(".".utf8) + marked("try")
            replace(Array("try \(attempt).\(number)".utf8), by: Array("try ".utf8) + names, in: &words)
        }
        return String(decoding: words, as: UTF8.self)
    }

    private static func marked(_ name: String) -> [UInt8] { [mark] + Array(name.utf8) + [mark] }

    private static func replace(_ old: [UInt8], by new: [UInt8], in words: inout [UInt8]) {
        var place = 0
        while place + old.count <= words.count {
            if words[place] == old[0], words[place..<place + old.count].elementsEqual(old) {
                words.replaceSubrange(place..<place + old.count, with: new)
                place += new.count
            } else {
                place += 1
            }
        }
    }
}
