// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@Suite struct `Random histories` {
    /// Fails with the shortest history that breaks the law, as a test to be pasted.
    private func check(_ law: Law, seed: UInt64, hostility: Int) {
        let history = HistoryGenerator.history(seed: seed, count: 150, hostility: hostility)
        guard law.violation(history) != nil else { return }
        let shortest = history.shrunk { law.violation($0) != nil }
        Issue.record("\(law.violation(shortest) ?? "")\n\(shortest.swiftTest(of: law, seed: seed))")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `keep every law when all is plausible`(seed: UInt64) {
        for law in Law.all { check(law, seed: seed, hostility: 0) }
    }

    @Test(arguments: 100..<140 as Range<UInt64>)
    func `keep every law but that of time when one event in four is hostile`(seed: UInt64) {
        for law in Law.all where law.symbol != "shiftsWithTime" { check(law, seed: seed, hostility: 250) }
    }

    @Test func `are the same for the same seed, and others for another`() {
        #expect(HistoryGenerator.history(seed: 7) == HistoryGenerator.history(seed: 7))
        #expect(HistoryGenerator.history(seed: 7) != HistoryGenerator.history(seed: 8))
        #expect(HistoryGenerator.history(seed: 7).events.count == 200)
    }

    @Test func `are made under the policy that is asked for`() {
        let history = HistoryGenerator.history(seed: 7, policy: .onDemand)
        #expect(history.policy == .onDemand)
        #expect(history.events.count == 200)
    }

    @Test func `reach most of the table`() {
        var reached: Set<String> = []
        for seed in 0..<60 as Range<UInt64> {
            for step in HistoryGenerator.history(seed: seed, count: 150).steps {
                let cell = TransitionTable.cell(step.before.kind, step.event.kind)
                guard let outcome = cell.outcome(of: step.transition) else { continue }
                reached.insert("\(cell.state), \(cell.event): \(outcome.when)")
            }
        }
        #expect(reached.count * 100 > TransitionTable.names.count * 80)
    }
}
