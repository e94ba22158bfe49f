// SPDX-License-Identifier: Apache-2.0

/// A number that looks random and is the same each time, for one purpose in one attempt of one session.
///
/// The mixing function is SplitMix64's (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
/// 2014).
@usableFromInline
struct Jitter {
    @usableFromInline let bits: UInt64

    /// The number of that session and attempt. `salt` keeps the purposes apart: 0 for renewal, a try's number for
    /// its back-off.
    @inlinable
    init(seed: UInt64, attempt: Attempt, salt: UInt32) {
        bits = Jitter.mixed(Jitter.mixed(seed &+ attempt.number &* 0x9E37_79B9_7F4A_7C15) &+ UInt64(salt))
    }

    /// An interval from zero up to and without `limit`; zero where there is no room.
    @inlinable
    func interval(below limit: Interval) -> Interval {
        guard limit > .zero else { return .zero }
        // The high half of the full product spreads all 64 bits over the range without a division.
        return Interval(milliseconds: Int64(UInt64(limit.milliseconds).multipliedFullWidth(by: bits).high))
    }

    @inlinable
    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
