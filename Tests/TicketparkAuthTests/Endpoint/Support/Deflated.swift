// SPDX-License-Identifier: Apache-2.0

@testable import TicketparkSandbox

/// Bytes in gzip form that are far fewer than what they unpack to.
enum Deflated {
    /// `start` and then so many blanks: one block of fixed Huffman codes (RFC 1951 section 3.2.6) in which 13 bits stand for
    /// 258 blanks.
    ///
    /// - Parameter isWhole: Whether the checksum is there. Nobody who has a limit gets as far as that of a bomb.
    static func packed(_ start: String, blanks: Int, isWhole: Bool = true) -> [UInt8] {
        var bits = Bits()
        // The last block, of fixed codes.
        bits.append(1, count: 1)
        bits.append(1, count: 2)
        for byte in Array(start.utf8) + [UInt8(ascii: " ")] {
            bits.appendCode(byte < 144 ? 0x30 + Int(byte) : 0x190 + Int(byte) - 144, count: byte < 144 ? 8 : 9)
        }
        for _ in 0..<blanks / 258 {
            // 258 bytes, from one byte back.
            bits.appendCode(0b1100_0101, count: 8)
            bits.appendCode(0, count: 5)
        }
        bits.appendCode(0, count: 7)
        let block = Array(Gzip.packed([]).prefix(10)) + bits.bytes
        guard isWhole else { return block }
        return block
            + Gzip.packed(Array(start.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: 1 + blanks / 258 * 258))
            .suffix(8)
    }

    private struct Bits {
        private(set) var bytes: [UInt8] = []
        private var free = 0

        /// A number, its lowest bit first.
        mutating func append(_ number: Int, count: Int) {
            for bit in 0..<count { append(number >> bit & 1) }
        }

        /// A Huffman code, its highest bit first.
        mutating func appendCode(_ code: Int, count: Int) {
            for bit in (0..<count).reversed() { append(code >> bit & 1) }
        }

        private mutating func append(_ bit: Int) {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            bytes[bytes.count - 1] |= UInt8(bit) << UInt8(8 - free)
            free -= 1
        }
    }
}
