// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// Writes statistics for people.
struct StatisticsText {
    private let console: Console
    private let zone: ZoneText
    private let isColored: Bool

    init(_ console: Console, _ output: OutputOptions) {
        self.console = console
        zone = output.zone
        isColored = output.isColored(on: console)
    }

    /// Writes those of one session, or of several taken together.
    func write(_ statistics: SessionStatistics, title: String) throws(OutputFailure) {
        try console.write(line: Style.heading.applied(to: title, isOn: isColored))
        if let first = statistics.first, let last = statistics.last {
            try line("time", "\(text(first)) to \(text(last)), \((last - first).words)")
        }
        if let uptime = statistics.uptimePermille {
            try line("uptime", "\(uptime / 10).\(uptime % 10) % of the time a token could be handed out")
        }
        try line("events", list(counts(statistics.kinds, EventKind.allCases), sum: statistics.events))
        try line("ignored", list(ignored(statistics)))
        try line("sign-ins", "\(statistics.signIns) answered with tokens")
        try line("refreshes", "\(statistics.refreshes) answered with tokens")
        if let median = statistics.latency.percentile(50), let ninety = statistics.latency.percentile(90),
            let most = statistics.latency.percentile(99)
        {
            try line(
                "latency",
                "half within \(words(median)), 90 % within \(words(ninety)), 99 % within \(words(most)), "
                    + "the longest \(words(statistics.latency.longest))")
        }
        try line(
            "tries",
            list(statistics.tries.sorted { $0.key < $1.key }.map { ("of \(counted($0.key, "try"))", $0.value) }))
        try line("failures", list(counts(statistics.failures, Failure.allCases)))
        try line("denials", list(counts(statistics.denials, OAuthErrorCode.allCases)))
        try line("no answer", list(counts(statistics.faults, FaultKind.allCases)))
        if statistics.refusals > 0 { try line("refused", "\(counted(statistics.refusals, "access token")) by the API") }
        for state in StateKind.allCases {
            guard let time = statistics.time[state], time > 0 else { continue }
            let share = statistics.permille(time) ?? 0
            try line("\(state)", "\(words(time)), \(share / 10).\(share % 10) %")
        }
    }

    private func line(_ name: String, _ text: String) throws(OutputFailure) {
        guard !text.isEmpty else { return }
        let padding = String(repeating: " ", count: max(1, 17 - name.count))
        try console.write("  " + name + padding, wrapped: text, limit: 120)
    }

    private func ignored(_ statistics: SessionStatistics) -> [(String, Int64)] {
        IgnoreReason.allCases.compactMap { reason in
            statistics.dispositions[.ignored(reason)].map { ("\(reason)", $0) }
        }
    }

    private func counts<Key: Hashable>(_ counts: [Key: Int64], _ order: [Key]) -> [(String, Int64)] {
        order.compactMap { key in counts[key].map { ("\(key)", $0) } }
    }

    private func list(_ counts: [(String, Int64)], sum: Int64? = nil) -> String {
        let parts = counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
        return sum.map { "\($0): \(parts)" } ?? parts
    }

    private func words(_ milliseconds: Int64) -> String { Interval(milliseconds: milliseconds).words }

    private func text(_ instant: Instant) -> String { zone.text(milliseconds: instant.milliseconds) }
}
