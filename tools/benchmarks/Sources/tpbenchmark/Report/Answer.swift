// SPDX-License-Identifier: Apache-2.0

/// What was found out about one question.
struct Answer {
    /// One figure.
    struct Point {
        /// What was measured: a size, a number of callers.
        var label: String
        var value: Spread
        var goal: Goal?
        /// The medians in absolute terms, for people; they say nothing about another run.
        var absolutes: String
    }

    /// Figures of one kind at several sizes.
    struct Series {
        var name: String
        var points: [Point]
    }

    /// What the figures are.
    enum Unit {
        case ratio
        case seconds
        case milliseconds
        case nanoseconds
        case megabytes
        case kibibytes
        /// So many.
        case count
    }

    /// The name of its plot.
    var name: String
    /// The question.
    var title: String
    var unit: Unit
    var series: [Series]

    var isMet: Bool { series.flatMap(\.points).allSatisfy { $0.isMet != false } }
}

/// What a median should be.
enum Goal {
    case atLeast(Double)
    case atMost(Double)

    var value: Double {
        switch self {
        case .atLeast(let value), .atMost(let value): value
        }
    }
}

extension Answer.Point {
    /// Whether it is as good as it should be; `nil` without a goal.
    var isMet: Bool? {
        switch goal {
        case .atLeast(let least): value.median >= least
        case .atMost(let most): value.median <= most
        case nil: nil
        }
    }

    /// The figure of two ways: how many times as fast the first is, and how fast both were.
    init(_ label: String, _ pairs: Pairs, goal: Goal? = nil, of names: (String, String), unit: String = "events/s") {
        let first = Figure.text(Spread(pairs.firstRates).median)
        let second = Figure.text(Spread(pairs.secondRates).median)
        self.init(
            label: label, value: Spread(pairs.ratios), goal: goal,
            absolutes: "\(names.0) \(first) \(unit), \(names.1) \(second)")
    }
}

extension Answer.Unit {
    var symbol: String {
        switch self {
        case .ratio: "×"
        case .seconds: "s"
        case .milliseconds: "ms"
        case .nanoseconds: "ns"
        case .megabytes: "MB"
        case .kibibytes: "KiB"
        case .count: ""
        }
    }
}

/// Writes numbers as people read them.
enum Figure {
    /// Three digits that count, with k and M for thousands and millions.
    static func text(_ value: Double) -> String {
        switch abs(value) {
        case 1_000_000...: short(value / 1_000_000) + " M"
        case 10_000...: short(value / 1000) + " k"
        default: short(value)
        }
    }

    private static func short(_ value: Double) -> String {
        let decimals = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let digits = String(Int((abs(value) * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = value < 0 ? "-" : ""
        return decimals == 0 ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
