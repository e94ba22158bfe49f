// SPDX-License-Identifier: Apache-2.0

import Foundation
import TokenMachineTesting

/// How much is made up at random, and from where.
enum Fuzz {
    /// How many inputs each parser gets. `tools/fuzz` asks for a million.
    static let inputs = number("FUZZ_INPUTS", or: 20_000)
    /// Sets campaigns apart.
    static let seed = UInt64(number("FUZZ_SEED", or: 1))

    private static func number(_ name: String, or usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }

    /// Says how far a long campaign is.
    static func report(_ part: String, _ count: Int, _ rest: String) {
        if ProcessInfo.processInfo.environment["FUZZ_INPUTS"] != nil { print("fuzz: \(part) \(count) inputs, \(rest)") }
    }
}

extension SplitMix64 {
    /// `bytes` with a few of them changed, put in, taken out, said twice, or put in the place of others.
    mutating func spoiled(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            let length = min(below(8) + 1, bytes.count - place)
            switch below(6) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
            case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
            case 2: bytes.insert(pick(Array("\"\\{}[],:=\u{0}\r\n \u{7F}09eE-+".utf8)), at: place)
            case 3: bytes.removeSubrange(place..<place + length)
            case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: below(bytes.count + 1))
            default: bytes.insert(contentsOf: (0..<below(40)).map { _ in UInt8(below(256)) }, at: place)
            }
        }
        return bytes
    }

    /// A text of up to `limit` of these characters.
    mutating func text(of characters: String, upTo limit: Int, atLeast least: Int = 0) -> String {
        let characters = Array(characters)
        return String((0..<(least + below(limit - least + 1))).map { _ in pick(characters) })
    }
}
