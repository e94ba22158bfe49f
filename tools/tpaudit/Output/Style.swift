// SPDX-License-Identifier: Apache-2.0

/// How words stand out in a terminal. Colour never says anything that the words do not.
enum Style: String {
    case plain = ""
    case heading = "1"
    case faint = "2"
    case good = "32"
    case warning = "33"
    case bad = "31"

    /// `text` in this style, where colours are on.
    func applied(to text: String, isOn: Bool) -> String {
        isOn && self != .plain ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
