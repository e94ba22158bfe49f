// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog

/// Twenty-one ways to falsify a log. With an anchor at its end all of them are found; without one, all but the two that
/// nothing inside the log can show: the stolen key, and the older copy of everything.
struct AttackTests {
    private let attacked: AttackedLog

    init() throws {
        attacked = try AttackedLog()
    }

    @Test func `of twenty-one attacks two cannot be found without an anchor`() {
        #expect(Set(Attack.all.map(\.name)).count == 21)
        let unseen = Attack.all.filter { $0.checks.isEmpty }
        #expect(unseen.map(\.name) == ["re-sign with the stolen key", "put the whole file back"])
        #expect(unseen.allSatisfy { $0.anchoredSeq != nil })
    }

    @Test(arguments: Attack.all)
    func `an attack is found, and named where it begins as far as that can be known`(_ attack: Attack) throws {
        let log = try falsified(attack)
        let alone = try log.verify(VerificationMeans(signingKey: attacked.known)).findings
        #expect(Set(alone.map(\.check)) == attack.checks)
        #expect(alone.compactMap(\.seq).min() == attack.seq)
        let means = VerificationMeans(signingKey: attacked.known, anchors: [attacked.anchor])
        let anchored = try log.verify(means)
        #expect(anchored.result.outcome == .broken)
        #expect(anchored.findings.filter { $0.check == .anchor }.compactMap(\.seq).min() == attack.anchoredSeq)
    }

    @Test(.enabled(if: IndependentVerifier.isThere, Comment(rawValue: IndependentVerifier.absence)))
    func `an independent verifier finds the same attacks`() throws {
        let logs = try Attack.all.map(falsified)
        try attacked.bench.scratch.write(attacked.anchor.text.utf8, to: "anchor")
        let key = ["--public-key", hex(attacked.known)]
        let anchor = ["--anchor", attacked.bench.scratch.file("anchor")]
        let alone = try IndependentVerifier.runs(logs.map { key + [$0.path] })
        let anchored = try IndependentVerifier.runs(logs.map { anchor + key + [$0.path] })
        for (place, attack) in Attack.all.enumerated() {
            #expect(alone[place].code == (attack.checks.isEmpty ? 0 : 2), "\(attack): \(alone[place].output)")
            #expect(anchored[place].code == 2, "\(attack): \(anchored[place].output)")
        }
    }

    private func falsified(_ attack: Attack) throws -> SpoiledLog {
        let log = try attacked.copy()
        try attack.commit(log, attacked)
        // The side file of the log as it was would give much away; nobody has to leave it there.
        if attack.name != "put the whole file back" { try? log.scratch.remove(LogBench.name + ".head") }
        return log
    }
}
