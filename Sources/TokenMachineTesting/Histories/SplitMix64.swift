// SPDX-License-Identifier: Apache-2.0

/// A generator of random numbers that gives the same ones for the same seed, everywhere and always.
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014. Not for secrets.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// The generator of that seed.
    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from zero up to and without `limit`; zero where there is no room.
    public mutating func below(_ limit: Int) -> Int {
        guard limit > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    /// Whether something happens that happens `permille` times in a thousand.
    public mutating func chance(permille: Int) -> Bool {
        below(1000) < permille
    }

    /// One of `elements`.
    ///
    /// - Precondition: There is one.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}
