// SPDX-License-Identifier: Apache-2.0

/// Lower-case hexadecimal text.
enum Hexadecimal {
    static let digits = Array("0123456789abcdef".utf8)

    static func text(of bytes: some Sequence<UInt8>) -> String {
        String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] },
            as: UTF8.self)
    }
}
