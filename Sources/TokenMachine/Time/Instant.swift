// SPDX-License-Identifier: Apache-2.0

/// A point in machine time, in milliseconds since the Unix epoch.
///
/// The machine has no clock: every event carries the instant at which it happened. Arithmetic saturates, since
/// instants also come from disk and none of them may stop the machine.
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before it.
    public var milliseconds: Int64

    /// The instant that many milliseconds after the Unix epoch.
    @inlinable
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Before every other instant. As a deadline it means "at once".
    @inlinable
    public static var distantPast: Instant { Instant(milliseconds: .min) }

    /// After every other instant.
    @inlinable
    public static var distantFuture: Instant { Instant(milliseconds: .max) }

    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant that lies `interval` after this one, or the last one that can be told.
    @inlinable
    public static func + (instant: Instant, interval: Interval) -> Instant {
        Instant(milliseconds: saturatingSum(instant.milliseconds, interval.milliseconds))
    }

    /// The instant that lies `interval` before this one, or the first one that can be told.
    @inlinable
    public static func - (instant: Instant, interval: Interval) -> Instant {
        Instant(milliseconds: saturatingDifference(instant.milliseconds, interval.milliseconds))
    }

    /// The time from `earlier` to `later`; negative when they are the other way round.
    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Interval {
        Interval(milliseconds: saturatingDifference(later.milliseconds, earlier.milliseconds))
    }
}
