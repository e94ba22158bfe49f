// SPDX-License-Identifier: Apache-2.0

/// How long things took, in a fixed number of buckets: exact below 32 ms, above that to 3 %.
package struct DurationHistogram: Hashable, Sendable {
    /// How many there were.
    package private(set) var count: Int64 = 0
    /// The longest, in milliseconds.
    package private(set) var longest: Int64 = 0
    private var buckets: [Int64] = []

    private static let fineness = 5

    /// Nothing yet.
    package init() {}

    /// Takes a duration in milliseconds. A negative one counts as zero.
    package mutating func add(_ milliseconds: Int64) {
        let value = UInt64(max(0, milliseconds))
        let index = DurationHistogram.bucket(of: value)
        if index >= buckets.count { buckets += Array(repeating: 0, count: index + 1 - buckets.count) }
        buckets[index] += 1
        count += 1
        longest = max(longest, Int64(value))
    }

    /// Takes all that another one took.
    package mutating func add(_ other: DurationHistogram) {
        if other.buckets.count > buckets.count {
            buckets += Array(repeating: 0, count: other.buckets.count - buckets.count)
        }
        for (index, count) in other.buckets.enumerated() { buckets[index] += count }
        count += other.count
        longest = max(longest, other.longest)
    }

    /// The duration that `percent` of all do not exceed, in milliseconds; `nil` where there are none.
    package func percentile(_ percent: Int64) -> Int64? {
        guard count > 0 else { return nil }
        let wanted = max(1, (count * percent + 99) / 100)
        var seen: Int64 = 0
        for (index, count) in buckets.enumerated() {
            seen += count
            if seen >= wanted { return min(longest, DurationHistogram.upperBound(of: index)) }
        }
        return longest
    }

    /// Each power of two has 32 buckets of the same width.
    private static func bucket(of value: UInt64) -> Int {
        let shift = max(0, UInt64.bitWidth - value.leadingZeroBitCount - fineness - 1)
        return shift << fineness + Int(value >> UInt64(shift))
    }

    private static func upperBound(of bucket: Int) -> Int64 {
        let size = 1 << fineness
        guard bucket >= 2 * size else { return Int64(bucket) }
        let shift = bucket >> fineness - 1
        let value = UInt64(bucket - shift << fineness)
        return Int64(clamping: (value + 1) << UInt64(shift) - 1)
    }
}
