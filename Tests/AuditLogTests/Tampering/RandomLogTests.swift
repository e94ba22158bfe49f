// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachineTesting

@testable import AuditLog

/// Logs made up at random are intact, and no change of them is overlooked: by our own verifier and by an independent
/// one, which are always of the same opinion.
struct RandomLogTests {
    /// As many logs as one process of the independent verifier looks at.
    private static let batches = stride(from: Campaign.seeds.lowerBound, to: Campaign.seeds.upperBound, by: 10).map {
        $0..<min($0 + 10, Campaign.seeds.upperBound)
    }

    private static let copies = 20

    /// A log as it was written, or a spoiled copy of it.
    private struct Case {
        var name: String
        var log: SpoiledLog
        /// What was done to it; `nil` where nothing was.
        var damage: Damage?
        /// What a reader sees in it that is not as it was written.
        var differences: Set<String> = []
    }

    /// What a verifier says of a log.
    private enum Verdict: Hashable {
        case intact
        /// Nothing was found, and something could not be checked.
        case open
        case broken
    }

    @Test(arguments: batches)
    func `random logs are intact, and no damage to them is overlooked`(_ seeds: Range<UInt64>) throws {
        var cases: [Case] = []
        var events = 0
        for seed in seeds {
            let log = try RandomLog(seed: seed)
            let image = try #require(SpoiledLog(of: log.bench).image())
            events += image.count(of: "event")
            cases.append(Case(name: "seed \(seed)", log: try SpoiledLog(of: log.bench)))
            var random = SplitMix64(seed: seed &* 0x9E37_79B9)
            for number in 0..<Self.copies {
                let copy = try SpoiledLog(of: log.bench)
                guard let damage = try Damage.inflict(on: copy, of: log, &random) else { continue }
                // Looked at in another copy, since even looking leaves traces beside the file.
                let seen = try SpoiledLog(of: copy).image()
                let differences = seen.map { image.differences(from: $0) } ?? ["all"]
                let name = "seed \(seed), copy \(number): \(damage.text)"
                cases.append(Case(name: name, log: copy, damage: damage, differences: differences))
            }
        }
        let verdicts = try cases.map(verify)
        try compare(cases, verdicts)
        let damaged = zip(cases, verdicts).filter { $0.0.damage != nil }
        Campaign.report(
            "logs",
            [
                "logs": seeds.count, "events": events, "copies": damaged.count,
                "changed": damaged.count { !$0.0.differences.isEmpty },
                "found": damaged.count { $0.1 == .broken },
                "left_open": damaged.count { $0.1 == .open },
                "rolled_back": damaged.count { $0.1 == .intact && $0.0.damage?.isRollBack == true },
            ])
    }

    /// Verifies a log, and sees to it that what has to be found is, and that nothing is where nothing was done.
    private func verify(_ given: Case) throws -> Verdict {
        var findings: [VerificationFinding] = []
        var verdict = Verdict.broken
        do {
            let result: Verification
            (result, findings) = try given.log.verify()
            verdict = [.intact: .intact, .incomplete: .open, .broken: .broken][result.outcome] ?? .broken
        } catch let error as LogError {
            // What keeps a log from being opened at all is found as well.
            #expect(!given.differences.isEmpty, "\(given.name): \(error)")
        }
        switch given.damage {
        case nil: #expect(verdict != .broken, "\(given.name): \(findings)")
        case let damage? where !given.differences.isEmpty && !damage.isRollBack:
            // A vault without any rows may be that of a copy that was made without them: told, and no finding.
            let isEmptied = verdict == .open && given.differences == ["vault"]
            #expect(verdict == .broken || isEmptied, "\(given.name): overlooked in \(given.differences)")
        default: break
        }
        return verdict
    }

    private func compare(_ cases: [Case], _ verdicts: [Verdict]) throws {
        guard IndependentVerifier.isThere else { return }
        let others = try IndependentVerifier.verdicts(
            on: cases.map { ($0.log.path, $0.log.scratch.file("box-office.key")) })
        for ((given, verdict), other) in zip(zip(cases, verdicts), others) {
            let same: Verdict = !other.findings.isEmpty ? .broken : other.open.isEmpty ? .intact : .open
            #expect(verdict == same, "\(given.name): the other one says \(other.findings) \(other.open)")
        }
    }
}
