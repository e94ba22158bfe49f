// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine
import TokenMachineTesting

@testable import AuditLog

/// Single bits flipped anywhere in the files of a log: each that changes what a reader sees is found. In the vault that
/// takes the key, as nothing else covers what is sealed.
struct BitFlipTests {
    /// Each part flips a hundred bits, in a log of its own.
    private static let parts = Array(1...max(1, UInt64(Campaign.flips) / 100))

    /// What came of the flips of a part.
    private struct Tally {
        var flips = 0
        var changed = 0
        var found = 0
        /// Those that only the key shows.
        var foundWithKey = 0
        /// Those that show though every row reads as before: in indexes, in pages that nobody reads.
        var foundUnchanged = 0

        var counts: KeyValuePairs<String, Int> {
            [
                "flips": flips, "changed": changed, "found": found, "found_with_key": foundWithKey,
                "found_unchanged": foundUnchanged,
            ]
        }
    }

    @Test(arguments: parts)
    func `a bit of the database that changes what is read is found`(part: UInt64) throws {
        // Long enough for most of the file to be events, and not pages with nothing on them.
        let log = try SpoiledLog(of: try RandomLog(seed: part, least: 60).bench)
        try log.look { try $0.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
        var random = SplitMix64(seed: part)
        var tally = Tally()
        let image = try #require(try SpoiledLog(of: log).image())
        for _ in 0..<min(100, Campaign.flips) {
            try flip(LogBench.name, of: log, image, &random, &tally)
        }
        #expect(tally.changed > 0)
        Campaign.report("database", tally.counts)
    }

    @Test(arguments: parts)
    func `a bit of a WAL that changes what is read is found`(part: UInt64) throws {
        let log = try crashed(seed: part)
        var random = SplitMix64(seed: part)
        var tally = Tally()
        let image = try #require(try SpoiledLog(of: log).image())
        for _ in 0..<min(100, Campaign.flips) {
            try flip(LogBench.name + "-wal", of: log, image, &random, &tally)
        }
        #expect(tally.changed > 0)
        Campaign.report("wal", tally.counts)
    }

    @Test(arguments: parts)
    func `a WAL that is gone or cut in half is missed`(part: UInt64) throws {
        let log = try crashed(seed: part)
        let name = LogBench.name + "-wal"
        let wal = try log.scratch.read(name)
        let image = try #require(try SpoiledLog(of: log).image())
        for rest: Int? in [nil, wal.count / 2, 0] {
            let copy = try SpoiledLog(of: log)
            if let rest { try copy.scratch.write(wal.prefix(rest), to: name) } else { try copy.scratch.remove(name) }
            let seen = try #require(try SpoiledLog(of: copy).image())
            #expect(!image.differences(from: seen).isEmpty)
            #expect(try copy.marks(VerificationMeans()).map(\.check) == [.sideFile], "\(rest ?? -1)")
        }
    }

    /// A log whose last events lie in its WAL alone.
    private func crashed(seed: UInt64) throws -> SpoiledLog {
        let bench = try LogBench(seed: seed)
        let log = try bench.open { $0.cadence = CheckpointCadence(events: 4, microseconds: 60_000_000) }
        for _ in 0..<3 { try log.append(bench.event(.signInRequested)) }
        _ = try log.connected().database.integer("PRAGMA wal_checkpoint(TRUNCATE)")
        for _ in 0..<6 { try log.append(bench.event(.tokenRequested)) }
        return try SpoiledLog(of: bench)
    }

    private func flip(
        _ name: String, of log: SpoiledLog, _ image: RowImage, _ random: inout SplitMix64, _ tally: inout Tally
    ) throws {
        var content = try log.scratch.read(name)
        let place = random.below(content.count)
        let bit = UInt8(random.below(8))
        content[place] ^= 1 << bit
        let copy = try SpoiledLog(of: log)
        try copy.scratch.write(content, to: name)
        let isChanged = try SpoiledLog(of: copy).image() != image
        let isFound = try self.isFound(copy, VerificationMeans())
        tally.flips += 1
        guard isChanged else {
            tally.foundUnchanged += isFound ? 1 : 0
            return
        }
        tally.changed += 1
        if isFound {
            tally.found += 1
        } else {
            let isFoundWithKey = try self.isFound(copy, VerificationMeans(keys: copy.keys))
            let differences = try SpoiledLog(of: copy).image().map { image.differences(from: $0) }
            #expect(isFoundWithKey, "bit \(bit) of byte \(place) of \(name)")
            #expect(differences == ["vault"], "bit \(bit) of byte \(place) of \(name)")
            tally.foundWithKey += 1
        }
    }

    private func isFound(_ log: SpoiledLog, _ means: VerificationMeans) throws -> Bool {
        do {
            return try log.verify(means).result.outcome == .broken
        } catch is LogError {
            // What keeps a log from being opened at all is found as well.
            return true
        }
    }
}
