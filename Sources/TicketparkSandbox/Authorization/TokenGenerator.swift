// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Makes tokens, and the identifiers of records, from a source of randomness.
struct TokenGenerator: Sendable {
    private var source: any RandomNumberGenerator & Sendable

    init(source: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.source = source
    }

    /// 86 characters: 64 hexadecimal digits in base64 without its padding, which is what the server sends.
    mutating func token() -> String {
        Data(hexadecimalDigits(64)).base64EncodedString().filter { $0 != "=" }
    }

    /// A record's pid, shaped like a UUID.
    mutating func pid() -> String {
        let digits = String(decoding: hexadecimalDigits(32), as: UTF8.self)
        var parts: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    private mutating func hexadecimalDigits(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count {
            bytes.append(Hexadecimal.digits[Int(nextDigit())])
        }
        return bytes
    }

    private mutating func nextDigit() -> UInt8 {
        func draw(_ source: inout some RandomNumberGenerator) -> UInt8 { .random(in: 0..<16, using: &source) }
        return draw(&source)
    }
}
