// SPDX-License-Identifier: Apache-2.0

/// The gzip format (RFC 1952), its content stored and not made any shorter. Who asked for no compression can be sent
/// this as well as any other.
enum Gzip {
    /// No stored block is longer (RFC 1951 section 3.2.4).
    private static let longestBlock = 65_535

    /// `bytes` in gzip form.
    static func packed(_ bytes: [UInt8]) -> [UInt8] {
        // Magic number, deflate, no flags, no time, no hints, unknown system.
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        var start = 0
        repeat {
            let block = bytes[start..<min(start + longestBlock, bytes.count)]
            start = block.endIndex
            let count = UInt16(block.count)
            packed.append(start == bytes.count ? 1 : 0)
            packed += littleEndian(count) + littleEndian(~count) + block
        } while start < bytes.count
        return packed + littleEndian(checksum(of: bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
    }

    /// The CRC-32 of RFC 1952 section 8.
    static func checksum(of bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
