// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How long the campaigns are: short in an ordinary run of the tests, and as `tools/tamper` says in one of its own.
enum Campaign {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// The seeds of the random logs.
    static var seeds: Range<UInt64> {
        let first = UInt64(number("TAMPER_FROM") ?? 1)
        return first..<first + UInt64(number("TAMPER_LOGS") ?? 30)
    }

    /// How many bits are flipped, one at a time.
    static var flips: Int { number("TAMPER_FLIPS") ?? 300 }

    /// Says what came of a part of a long campaign.
    static func report(_ part: String, _ counts: KeyValuePairs<String, Int>) {
        guard number("TAMPER_LOGS") != nil || number("TAMPER_FLIPS") != nil else { return }
        print("tamper: \(part) " + counts.map { "\($0)=\($1)" }.joined(separator: " "))
    }
}
