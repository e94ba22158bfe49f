// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// A session as the log holds it.
public struct SessionSummary: Hashable, Sendable {
    /// Its number in this log.
    public var id: SessionID
    /// Its name.
    public var label: String
    /// When its first event was written, in microseconds since the Unix epoch.
    public var createdMicroseconds: Int64
    /// How many events it has.
    public var events: Int64
    /// Where it stands.
    public var state: TokenState
    /// Its last event, where it has one.
    public var last: LastEvent?

    /// The event after which a session stands where it stands.
    public struct LastEvent: Hashable, Sendable {
        /// Its place in the log.
        public var seq: Int64
        /// The machine's instant.
        public var at: Instant
        /// The wall clock, in microseconds since the Unix epoch.
        public var wallMicroseconds: Int64
        /// The row of the policy that was in force.
        public var policy: Int64
    }
}

extension SessionSummary {
    /// The session as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("session", .text(label)),
            LogValue.Field("id", .integer(id.number)),
            LogValue.Field("created", .wall(createdMicroseconds)),
            LogValue.Field("events", .integer(events)),
            LogValue.Field("seq", .optional(last) { .integer($0.seq) }),
            LogValue.Field("at", .optional(last) { .instant($0.at) }),
            LogValue.Field("wall", .optional(last) { .wall($0.wallMicroseconds) }),
            LogValue.Field("policy", .optional(last) { .integer($0.policy) }),
            LogValue.Field("state", LogValue(state)),
        ])
    }
}
