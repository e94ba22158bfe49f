// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing

/// Keys whose replacement was cut off by a kill, before or after it came into force.
struct CutOffRotationTests {
    /// What is replaced, in which kind of log, and after how many changes the process is killed.
    struct Case: Hashable, Sendable, CustomTestStringConvertible {
        var isVaultKey: Bool
        var durability: Durability
        var changes: Int

        var testDescription: String {
            "\(isVaultKey ? "vault" : "signing") key, \(durability), after \(changes) changes"
        }

        static let all = [false, true].flatMap { isVaultKey in
            [Durability.full, .relaxed].flatMap { durability in
                (0..<40).map { Case(isVaultKey: isVaultKey, durability: durability, changes: $0) }
            }
        }
    }

    @Test(arguments: Case.all)
    func `a log whose keys were being replaced verifies, opens and goes on with the right ones`(
        _ test: Case
    ) throws {
        let recorded = try RecordedLog()
        try recorded.recorder.record {
            let log = try recorded.bench.open(durability: test.durability)
            try recorded.append(to: log)
            recorded.recorder.set(.killing(after: test.changes))
            // Whether it was in time does not matter here.
            if test.isVaultKey {
                try? log.rotateVaultKey(id: recorded.bench.nextID(), at: log.lastInstant)
            } else {
                try? log.rotateSigningKey(id: recorded.bench.nextID(), at: log.lastInstant)
            }
        }
        for cut in [PowerCut.everything, .nothing] {
            let image = try recorded.image(after: cut)
            #expect(try LogContents(of: image.path, keys: image.keys).complaints == [], "\(cut)")
            let log = try image.open(.never)
            try recorded.append(to: log)
            #expect(try LogContents(of: image.path, keys: image.keys).complaints == [], "\(cut)")
        }
    }
}
