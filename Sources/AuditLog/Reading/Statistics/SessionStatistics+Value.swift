// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension SessionStatistics {
    /// The names of the fields, in their order.
    package static let fieldNames = [
        "session", "events", "first", "last", "uptime_permille", "sign_ins", "refreshes", "refusals", "latency_ms",
        "tries_per_attempt", "failures", "denials", "faults", "time_ms", "kinds", "dispositions",
    ]

    /// The statistics as every output shows them.
    package var value: LogValue {
        func counts<Key>(_ counts: [Key: Int64], _ order: [Key], _ name: (Key) -> String) -> LogValue {
            .object(
                order.compactMap { key in counts[key].map { LogValue.Field(name(key), .integer($0)) } })
        }
        let percentiles: [(String, Int64?)] = [
            ("p50", latency.percentile(50)), ("p90", latency.percentile(90)), ("p99", latency.percentile(99)),
            ("longest", latency.count > 0 ? latency.longest : nil),
        ]
        return .object([
            LogValue.Field("session", .text(label)),
            LogValue.Field("events", .integer(events)),
            LogValue.Field("first", .optional(first) { .instant($0) }),
            LogValue.Field("last", .optional(last) { .instant($0) }),
            LogValue.Field("uptime_permille", .optional(uptimePermille) { .integer($0) }),
            LogValue.Field("sign_ins", .integer(signIns)),
            LogValue.Field("refreshes", .integer(refreshes)),
            LogValue.Field("refusals", .integer(refusals)),
            LogValue.Field(
                "latency_ms",
                .object(percentiles.map { name, value in LogValue.Field(name, .optional(value) { .integer($0) }) })),
            LogValue.Field("tries_per_attempt", counts(tries, tries.keys.sorted()) { "\($0)" }),
            LogValue.Field("failures", counts(failures, Failure.allCases) { "\($0)" }),
            LogValue.Field("denials", counts(denials, OAuthErrorCode.allCases) { "\($0)" }),
            LogValue.Field("faults", counts(faults, FaultKind.allCases) { "\($0)" }),
            LogValue.Field("time_ms", counts(time, StateKind.allCases) { "\($0)" }),
            LogValue.Field("kinds", counts(kinds, EventKind.allCases) { "\($0)" }),
            LogValue.Field("dispositions", counts(dispositions, Disposition.allCases) { $0.name }),
        ])
    }
}
