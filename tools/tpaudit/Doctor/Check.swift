// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// One thing that was looked at, how it is, and what to do.
struct Check: Hashable {
    /// How something is.
    enum Outcome: String, CaseIterable {
        /// As it should be.
        case ok
        /// Not as it should be, and no harm done yet.
        case warning
        /// Harm is done, or about to be.
        case problem
    }

    /// What was looked at, in one word.
    var name: String
    /// How it is.
    var outcome: Outcome
    /// What was seen.
    var text: String
    /// What to do; empty where there is nothing to be done.
    var advice: String

    init(_ name: String, _ outcome: Outcome, _ text: String, advice: String = "") {
        self.name = name
        self.outcome = outcome
        self.text = text
        self.advice = advice
    }

    /// The names of the fields, in their order.
    static let fieldNames = ["check", "outcome", "text", "advice"]

    /// The check as every output shows it.
    var value: LogValue {
        .object([
            LogValue.Field("check", .text(name)), LogValue.Field("outcome", .text(outcome.rawValue)),
            LogValue.Field("text", .text(text)),
            LogValue.Field("advice", advice.isEmpty ? .null : .text(advice)),
        ])
    }
}
