// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// The texts of a report, each of them once and as `tpaudit show` writes it.
struct ReportTexts {
    /// A text byte by byte: Swift takes texts for the same that are not spelled alike.
    private struct Spelling: Hashable {
        var text: String

        static func == (left: Spelling, right: Spelling) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    /// The texts in the order of their numbers.
    private(set) var all: [String] = []
    private var numbers: [Spelling: Int] = [:]
    /// The numbers of texts that were made harmless before, by how they came.
    private var known: [Spelling: Int] = [:]

    /// The number of a text of ours, or of one that is harmless already.
    mutating func number(of text: String) -> Int {
        if let number = numbers[Spelling(text: text)] { return number }
        numbers[Spelling(text: text)] = all.count
        all.append(text)
        return all.count - 1
    }

    /// The numbers in the order in which a page has the texts: those that it has often come first and have short numbers
    /// there, the others as they came, so that they differ little from those around them.
    ///
    /// - Parameter uses: How often it has each text.
    func order(commonFirst uses: [Int]) -> [Int] {
        all.indices.sorted { left, right in
            let isCommon = (left: uses[left] >= ReportTexts.common, right: uses[right] >= ReportTexts.common)
            if isCommon.left && isCommon.right { return (uses[right], left) < (uses[left], right) }
            return isCommon.left == isCommon.right ? left < right : isCommon.left
        }
    }

    private static let common = 100

    /// The number of what is left of a text from outside once it is harmless.
    mutating func number(ofForeign text: String) -> Int {
        if let number = known[Spelling(text: text)] { return number }
        let number = number(of: TerminalText.escaped(text))
        known[Spelling(text: text)] = number
        return number
    }
}
