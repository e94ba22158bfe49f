// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import TokenMachine

/// Tells a story in plain lines: the time since its start, what happened, and below it what that means.
struct Narrator {
    private let start = Instant.now

    private static let width = 79
    private static let margin = String(repeating: " ", count: 11)

    /// Tells what happened at `instant`, and what it means.
    func tell(_ what: String, meaning: String? = nil, at instant: Instant = .now) throws(Refusal) {
        let tenths = max(0, (instant - start).milliseconds / 100)
        let time = "\(tenths / 10).\(tenths % 10) s"
        let head = String(repeating: " ", count: max(0, 8 - time.count)) + time + "   "
        var lines = Self.wrapped(what)
        lines[0] = head + lines[0].dropFirst(Self.margin.count)
        if let meaning { lines += Self.wrapped(meaning) }
        for line in lines { try StandardStream.output.write(line: OneLine.of(line)) }
    }

    /// Begins a chapter.
    func begin(_ title: String) throws(Refusal) {
        try StandardStream.output.write(line: "\n" + title)
    }

    private static func wrapped(_ text: String) -> [String] {
        var lines = [margin]
        for word in text.split(separator: " ") {
            let isFirst = lines[lines.count - 1].count == margin.count
            if !isFirst, lines[lines.count - 1].count + 1 + word.count > width {
                lines.append(margin + word)
            } else {
                lines[lines.count - 1] += (isFirst ? "" : " ") + word
            }
        }
        return lines
    }
}

extension Instant {
    /// Now, by the wall clock.
    fileprivate static var now: Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
