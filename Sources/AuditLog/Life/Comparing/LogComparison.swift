// SPDX-License-Identifier: Apache-2.0

/// What two files have to do with each other: the same log, one that went on, or two histories.
public struct LogComparison: Hashable, Sendable {
    /// What it comes to.
    public enum Outcome: String, Hashable, Sendable {
        /// Both end with the same event.
        case same
        /// All that the first one has is in the second one too, which goes on.
        case firstEndsEarlier = "first_ends_earlier"
        /// All that the second one has is in the first one too, which goes on.
        case secondEndsEarlier = "second_ends_earlier"
        /// The second one begins with the event behind the last one of the first, as a log does behind its archive.
        case secondContinues = "second_continues"
        /// The first one begins with the event behind the last one of the second.
        case firstContinues = "first_continues"
        /// One begins later than the other ends, so nothing can be said.
        case apart
        /// Both were one log up to some event, and are none any more.
        case fork
        /// They never were one log.
        case otherLogs = "other_logs"
    }

    /// Which events a file has.
    public struct Extent: Hashable, Sendable {
        /// The seq of the last event that was moved to an archive; 0 where none was.
        public var archived: Int64
        /// The seq of the last event.
        public var size: Int64
    }

    /// What it comes to.
    public var outcome: Outcome
    /// The events of the first one.
    public var first: Extent
    /// The events of the second one.
    public var second: Extent
    /// Up to which event both are one log; `nil` where nothing is known of that.
    public var agreed: Int64?
    /// The first event in which they differ: one of these, where the files begin too late to tell which.
    public var fork: ClosedRange<Int64>?
}

extension LogComparison {
    /// The comparison as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("outcome", .text(outcome.rawValue)),
            LogValue.Field("agreed", .optional(agreed) { .integer($0) }),
            LogValue.Field("fork_from", .optional(fork) { .integer($0.lowerBound) }),
            LogValue.Field("fork_to", .optional(fork) { .integer($0.upperBound) }),
            LogValue.Field("first_archived", .integer(first.archived)),
            LogValue.Field("first_size", .integer(first.size)),
            LogValue.Field("second_archived", .integer(second.archived)),
            LogValue.Field("second_size", .integer(second.size)),
        ])
    }
}
