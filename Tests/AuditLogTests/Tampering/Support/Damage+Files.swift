// SPDX-License-Identifier: Apache-2.0

import Foundation
import TokenMachineTesting

@testable import AuditLog

// Damage to files as files, whatever is in them.
extension Damage {
    /// Cuts the WAL, takes it away or spoils a byte of it, where there is one.
    static func changeWAL(_ copy: SpoiledLog, _ random: inout SplitMix64) throws -> Damage? {
        let name = LogBench.name + "-wal"
        guard try copy.scratch.names().contains(name), try !copy.scratch.read(name).isEmpty else { return nil }
        if random.chance(permille: 200) {
            try copy.scratch.remove(name)
            return Damage(text: "the WAL is gone")
        }
        return try changeFile(copy, name, &random)
    }

    /// Cuts a file, or spoils a byte or a page of it.
    static func changeFile(_ copy: SpoiledLog, _ name: String, _ random: inout SplitMix64) throws -> Damage? {
        var content = try copy.scratch.read(name)
        guard !content.isEmpty else { return nil }
        let place = random.below(content.count)
        let what: String
        switch random.below(5) {
        case 0:
            content.removeLast(content.count - place)
            what = "cut off"
        case 1:
            content.removeLast(content.count % 4096 + 4096 * random.below(max(content.count / 4096, 1)))
            what = "cut off to \(content.count) bytes"
        case 2:
            let end = min(place + 512, content.count)
            content.replaceSubrange(place..<end, with: repeatElement(0, count: end - place))
            what = "512 zeros"
        default:
            content[place] ^= 1 << UInt8(random.below(8))
            what = "a bit"
        }
        try copy.scratch.write(content, to: name)
        return Damage(text: "\(name): \(what) at \(place)")
    }

    /// Puts back some of the files as they were once.
    static func putBackFiles(_ copy: SpoiledLog, of log: RandomLog, _ random: inout SplitMix64) throws -> Damage? {
        guard let older = log.older else { return nil }
        let parts = random.pick([[".head"], ["", "-wal"], ["", "-wal", ".head"]])
        for part in parts {
            let name = LogBench.name + part
            if try copy.scratch.names().contains(name) { try copy.scratch.remove(name) }
            if try older.scratch.names().contains(name) {
                try copy.scratch.write(older.scratch.read(name), to: name)
            }
        }
        return Damage(text: "as it was once: \(parts)", isRollBack: parts.contains("") && parts.contains(".head"))
    }
}
