// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// A sentence for people, whose times and words from outside are told apart from our own words: whoever shows it
/// knows the time zone, and what must not reach a terminal.
package struct Sentence: Hashable, Sendable {
    /// A piece of a sentence.
    package enum Part: Hashable, Sendable {
        /// Words of ours.
        case words(String)
        /// A point in time.
        case time(Instant)
        /// What somebody else said. Nothing is known of its characters.
        case quotation(String)
    }

    /// The pieces in their order.
    package var parts: [Part]

    /// The sentence as text.
    ///
    /// - Parameters:
    ///   - time: Writes a time.
    ///   - quotation: Writes what somebody else said.
    package func text(time: (Instant) -> String, quotation: (String) -> String) -> String {
        parts.map { part in
            switch part {
            case .words(let words): words
            case .time(let instant): time(instant)
            case .quotation(let text): "“" + quotation(text) + "”"
            }
        }.joined()
    }

    /// The sentence for programs: times in UTC, quotations as they are.
    package var plain: String {
        text(time: { TimeText.text(milliseconds: $0.milliseconds) }, quotation: { $0 })
    }

    /// The sentence with some of our own words in place of others.
    func renamed(_ words: String, _ others: String) -> Sentence {
        Sentence(parts: parts.map { $0 == .words(words) ? .words(others) : $0 })
    }

    static func + (left: Sentence, right: Sentence) -> Sentence {
        Sentence(parts: left.parts + right.parts)
    }
}

extension Sentence: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        parts = [.words(value)]
    }

    package init(stringInterpolation: Interpolation) {
        parts = stringInterpolation.parts
    }

    /// Puts a sentence together.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.words(literal)) }
        }

        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            parts.append(.words("\(number)"))
        }

        package mutating func appendInterpolation(_ name: some RawRepresentable) {
            parts.append(.words("\(name)"))
        }

        package mutating func appendInterpolation(_ failure: Failure) {
            parts.append(.words("\(failure.words) (\(failure))"))
        }

        package mutating func appendInterpolation(_ words: StaticString) {
            parts.append(.words("\(words)"))
        }

        package mutating func appendInterpolation(words: String) {
            parts.append(.words(words))
        }

        package mutating func appendInterpolation(_ sentence: Sentence) {
            parts += sentence.parts
        }

        package mutating func appendInterpolation(_ instant: Instant) {
            parts.append(.time(instant))
        }

        package mutating func appendInterpolation(_ interval: Interval) {
            parts.append(.words(interval.words))
        }

        package mutating func appendInterpolation(_ current: TokenTry) {
            parts.append(.words("\(current.attempt.number).\(current.number)"))
        }

        package mutating func appendInterpolation(quoting text: String) {
            parts.append(.quotation(text))
        }
    }
}

extension Interval {
    /// The interval as people say it, to its two largest units: `3 d 4 h`, `7 min 30 s`, `250 ms`.
    package var words: String {
        let (size, sign) = (milliseconds.magnitude, milliseconds < 0 ? "-" : "")
        guard size >= 1000 else { return "\(milliseconds) ms" }
        let units: [(name: String, length: UInt64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
        var rest = size / 1000
        var parts: [String] = []
        for unit in units {
            let (count, remainder) = rest.quotientAndRemainder(dividingBy: unit.length)
            rest = remainder
            if count > 0 { parts.append("\(count) \(unit.name)") }
            // A unit of nothing in between ends it too: 3 d 0 h 5 min is 3 d.
            if parts.count == 2 || (parts.count == 1 && count == 0) { break }
        }
        return sign + parts.joined(separator: " ")
    }
}
