// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@Suite struct `Exploration` {
    /// Two flights to the end take ten seconds when optimized, and minutes when not.
    #if DEBUG
        static let plans =
            [
                ExplorationPlan(renewal: .eager, flights: 1),
                ExplorationPlan(renewal: .onDemand, reuse: .revokesFamily, flights: 1),
            ] + ExplorationPlan.all(flights: 2, worldLimit: 600)
        static let walk = 50
    #else
        static let plans = ExplorationPlan.all(flights: 1) + ExplorationPlan.all(flights: 2)
        static let walk = 4_000
    #endif

    @Test func `no history breaks a promise or leaves the table, and there are as many as before`() throws {
        var reached: Set<String> = []
        var seen: Set<Shape> = []
        for plan in Self.plans {
            let found = explore(plan) { step in
                guard seen.insert(Shape(step)).inserted else { return }
                let cell = TransitionTable.cell(step.before.kind, step.event.kind)
                guard let outcome = cell.outcome(of: step.transition) else {
                    Issue.record("not listed: \(step)")
                    return
                }
                reached.insert("\(cell.state), \(cell.event): \(outcome.when)")
            }
            for violation in found.violations {
                Issue.record(
                    "\(violation.invariant): \(violation.history.map { "\($0.event.kind) -> \($0.after)" })")
            }
            try GoldenFile.expect("exploration.txt", toHaveLine: found.summary)
        }
        #expect(TransitionTable.names.filter { !reached.contains($0) && !Self.unreachable($0) } == [])
    }

    /// Whether an outcome needs somebody to make up an answer: one to an attempt that was never begun, or a grant for
    /// a refresh token that nobody has sent yet.
    private static func unreachable(_ name: String) -> Bool {
        name.hasSuffix(": an attempt that was never begun") || name.hasPrefix("expired, grantIssued: of this lineage")
    }

    /// What the table says of a step, in a form that is cheap to compare.
    private struct Shape: Hashable {
        var kinds: [UInt8]
        var settle: SettledKind?
        var disposition: Disposition

        init(_ step: Step) {
            kinds = [
                step.before.kind.rawValue, step.event.kind.rawValue, step.after.kind.rawValue,
                OptionalEffects(step.effects).rawValue, step.effects.send == nil ? 0 : 1,
            ]
            settle = step.effects.settle.map(SettledKind.init)
            disposition = step.transition.disposition
        }
    }

    @Test func `a promise that is broken is told with a shortest history`() throws {
        let promise = Invariant("the API never refuses two tokens in a row") { step in
            step.effects.settle != .failed(.accessRefused)
        }
        let found = explore(ExplorationPlan(renewal: .eager, flights: 1), invariants: [promise])
        let violation = try #require(found.violations.first)
        #expect(found.violations.count == 1)
        #expect(violation.invariant == "the API never refuses two tokens in a row")
        #expect(
            violation.history.map(\.event.kind)
                == [.grantAdopted, .accessRejected, .grantIssued, .accessRejected])
    }

    @Test(arguments: ExplorationPlan.all(flights: 3))
    func `worlds that count as one behave alike`(plan: ExplorationPlan) {
        for seed in 0..<3 as Range<UInt64> {
            #expect(plan.firstDisagreement(seed: seed, steps: Self.walk) == nil)
        }
    }

    @Test func `an exploration can be cut`() {
        let plan = ExplorationPlan(renewal: .eager, flights: 1, worldLimit: 50)
        let found = explore(plan)
        #expect(found.worlds >= 50 && found.worlds < 400)
        #expect(found.summary.hasPrefix("eager, harmless, rotates, 1 in flight, cut: "))
    }

    @Test func `a plan has between one and three flights`() {
        #expect(ExplorationPlan(renewal: .eager, flights: 0).flights == 1)
        #expect(ExplorationPlan(renewal: .eager, flights: 9).flights == 3)
    }
}
