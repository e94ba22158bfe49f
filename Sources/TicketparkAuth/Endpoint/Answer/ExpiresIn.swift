// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// A lifetime as servers write it: an integer, an integral number with a decimal point, or digits in a string.
struct ExpiresIn: Decodable {
    /// The lifetime, or `nil` where what was written makes no sense.
    let lifetime: Interval?

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        // Each reading may fail, as the next is tried then; a lifetime that none can read is no reason to lose tokens.
        if let seconds = try? value.decode(Int64.self) {
            lifetime = Self.sensible(seconds)
        } else if let seconds = try? value.decode(Double.self) {
            lifetime = Int64(exactly: seconds).flatMap(Self.sensible)
        } else if let text = try? value.decode(String.self), text.allSatisfy(\.isASCIIDigit) {
            lifetime = Int64(text).flatMap(Self.sensible)
        } else {
            lifetime = nil
        }
    }

    /// Zero means "never" to some servers and "now" to others, so it is believed no more than a negative one.
    private static func sensible(_ seconds: Int64) -> Interval? {
        let lifetime = Interval.seconds(seconds)
        return lifetime > .zero && lifetime <= IssuedTokens.longestLifetime ? lifetime : nil
    }
}
