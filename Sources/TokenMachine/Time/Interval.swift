// SPDX-License-Identifier: Apache-2.0

/// A length of time in milliseconds, with arithmetic that saturates.
///
/// Not `Duration`: that one has twice the size and attoseconds, and its arithmetic traps on overflow.
public struct Interval: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Milliseconds; negative for a time that runs backwards.
    public var milliseconds: Int64

    /// The interval of that many milliseconds.
    @inlinable
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// No time at all.
    @inlinable
    public static var zero: Interval { Interval(milliseconds: 0) }

    /// The interval of that many milliseconds.
    @inlinable
    public static func milliseconds(_ count: Int64) -> Interval { Interval(milliseconds: count) }

    /// The interval of that many seconds.
    @inlinable
    public static func seconds(_ count: Int64) -> Interval { Interval(milliseconds: saturatingProduct(count, 1000)) }

    /// The interval of that many minutes.
    @inlinable
    public static func minutes(_ count: Int64) -> Interval { .seconds(saturatingProduct(count, 60)) }

    /// The interval of that many hours.
    @inlinable
    public static func hours(_ count: Int64) -> Interval { .minutes(saturatingProduct(count, 60)) }

    /// The interval of that many days of 24 hours.
    @inlinable
    public static func days(_ count: Int64) -> Interval { .hours(saturatingProduct(count, 24)) }

    @inlinable
    public static func < (left: Interval, right: Interval) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Both intervals, one after the other.
    @inlinable
    public static func + (left: Interval, right: Interval) -> Interval {
        Interval(milliseconds: saturatingSum(left.milliseconds, right.milliseconds))
    }

    /// What is left of an interval after another.
    @inlinable
    public static func - (left: Interval, right: Interval) -> Interval {
        Interval(milliseconds: saturatingDifference(left.milliseconds, right.milliseconds))
    }

    /// That many thousandths of this interval, rounded towards zero.
    @inlinable
    public func scaled(permille: Int64) -> Interval {
        Interval(milliseconds: saturatingProduct(milliseconds, permille) / 1000)
    }

    /// This interval doubled `times` times, but never above `limit`. A `limit` of zero or less is the answer itself.
    @inlinable
    public func doubled(times: UInt32, limit: Interval) -> Interval {
        // 63 doublings take one millisecond past every limit, so the count needs no more bits than that.
        guard times < 63 else { return min(limit, milliseconds > 0 ? limit : self) }
        return min(limit, Interval(milliseconds: saturatingProduct(milliseconds, 1 << Int64(times))))
    }
}
