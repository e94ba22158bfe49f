// SPDX-License-Identifier: Apache-2.0

/// The identity of an event, chosen before it is appended: a UUID of version 7 (RFC 9562 section 5.7), so that ids
/// come in the order of time. It is what an append whose outcome is unknown is looked up by.
public struct EventID: Hashable, Sendable {
    /// The 16 bytes.
    public let bytes: [UInt8]

    /// The id of an event that happens at `milliseconds` since the Unix epoch, with 10 `random` bytes, of which 74 bits
    /// are used.
    public init(milliseconds: Int64, random: [UInt8]) {
        precondition(random.count == 10, "an event id takes 10 random bytes")
        let time = UInt64(max(0, milliseconds))
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: time >> UInt64(40 - 8 * $0)) } + random
        bytes[6] = 0x70 | bytes[6] & 0x0F
        bytes[8] = 0x80 | bytes[8] & 0x3F
        self.bytes = bytes
    }

    /// The id as a number, which sorts as its bytes do; greater than all others where they are not 16.
    var number: UInt128 {
        bytes.count == 16 ? bytes.reduce(0) { $0 << 8 | UInt128($1) } : .max
    }

    /// The id with those 16 bytes, as a log holds it.
    init(stored bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension EventID: CustomStringConvertible {
    public var description: String {
        var text: [UInt8] = []
        for (index, digit) in hex(bytes).utf8.enumerated() {
            if index == 8 || index == 12 || index == 16 || index == 20 { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
