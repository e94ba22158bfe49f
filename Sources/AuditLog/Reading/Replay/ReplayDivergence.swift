// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// An event that this build's reducer decides differently than the log says.
public struct ReplayDivergence: Hashable, Sendable {
    /// A field that is not the same; `nil` where one side does not have it.
    public struct Difference: Hashable, Sendable {
        /// The field, its parts separated by dots.
        public var field: String
        /// What the log says.
        public var recorded: LogValue?
        /// What this build decides.
        public var replayed: LogValue?
    }

    /// The event.
    public var seq: Int64
    /// The label of its session.
    public var session: String
    /// What it is about.
    public var kind: EventKind
    /// The version of the reducer that met it.
    public var reducer: UInt16
    /// The fields that differ, in the order of the shape that all outputs share.
    public var differences: [Difference]
}

extension ReplayDivergence {
    /// The fields in which two transitions differ.
    static func differences(recorded: Transition, replayed: Transition) -> [Difference] {
        FieldDifference.between(LogValue(recorded), LogValue(replayed)).map {
            Difference(field: $0.field, recorded: $0.left, replayed: $0.right)
        }
    }

    /// The divergence as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("seq", .integer(seq)),
            LogValue.Field("session", .text(session)),
            LogValue.Field("kind", .name(kind)),
            LogValue.Field("reducer", .integer(Int64(reducer))),
            LogValue.Field(
                "differences",
                .list(
                    differences.map {
                        .object([
                            LogValue.Field("field", .text($0.field)),
                            LogValue.Field("recorded", $0.recorded ?? .null),
                            LogValue.Field("replayed", $0.replayed ?? .null),
                        ])
                    })),
        ])
    }
}

/// What came of a replay.
public struct Replay: Hashable, Sendable {
    /// How many events were decided again.
    public var events: Int64 = 0
    /// How many of them turned out differently.
    public var divergences: Int64 = 0
    /// How many records of the log itself were passed over.
    public var records: Int64 = 0
    /// The version of this build's reducer.
    public var reducer = reducerVersion
}

extension Replay {
    /// The replay as every output shows it, without its divergences.
    package var summary: [LogValue.Field] {
        [
            LogValue.Field("events", .integer(events)),
            LogValue.Field("records", .integer(records)),
            LogValue.Field("differing", .integer(divergences)),
            LogValue.Field("reducer", .integer(Int64(reducer))),
        ]
    }
}
