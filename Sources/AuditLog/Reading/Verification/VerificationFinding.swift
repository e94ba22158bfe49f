// SPDX-License-Identifier: Apache-2.0

/// Something in a log that is not as this package writes it: it was changed, lost or added by something else.
public struct VerificationFinding: Hashable, Sendable {
    /// What was looked at when it was found.
    public enum Check: String, Hashable, Sendable, CaseIterable {
        /// The pages of the file, its indexes and its column types, by SQLite's own check.
        case file
        /// The tables, indexes, triggers and views.
        case schema
        /// What the log was begun with.
        case meta
        /// The keys.
        case keys
        /// That no event is missing.
        case sequence
        /// The rows to which events refer.
        case reference
        /// The hash of an event and of all before it.
        case chain
        /// That a session's events are numbered and follow one another.
        case session
        /// That time does not run back.
        case time
        /// That an event can be read and its columns agree with each other.
        case content
        /// What the log goes on from since older events were moved to an archive.
        case base
        /// The signed checkpoints, and that none is missing.
        case checkpoint
        /// Checkpoints that were kept elsewhere.
        case anchor
        /// The signed end of the log.
        case head
        /// The side file with the last head.
        case sideFile
        /// The sealed tokens.
        case vault
    }

    /// The event that it concerns, where it concerns one.
    public var seq: Int64?
    /// What was looked at.
    public var check: Check
    /// What is wrong.
    public var text: String
}

extension VerificationFinding {
    /// The finding as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("seq", .optional(seq) { .integer($0) }),
            LogValue.Field("check", .text(check.rawValue)),
            LogValue.Field("text", .text(text)),
        ])
    }
}
