// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

/// A machine with a mistake in it is found out, by the promise that the mistake breaks and by no other.
@Suite struct `Planted faults` {
    #if DEBUG
        static let worldLimit = 600
    #else
        static let worldLimit = Int.max
    #endif

    @Test(arguments: PlantedFault.all)
    func `break the promise that speaks of them, and no other`(fault: PlantedFault) throws {
        let plan = ExplorationPlan(
            renewal: .eager, reuse: fault.reuse, flights: fault.flights, worldLimit: Self.worldLimit)
        let found = explore(plan, machine: fault.machine)
        #expect(found.violations.map(\.invariant) == [fault.breaks.name])
        let history = try #require(found.violations.first?.history)
        #expect(history.last.map(fault.breaks.holds) == false)
    }

    @Test func `are there for each promise`() {
        let broken = PlantedFault.all.map(\.breaks.name)
        #expect(Set(broken) == Set(Invariant.all.map(\.name)))
    }

    @Test func `are what is found, and not the exploring itself`() {
        let plan = ExplorationPlan(renewal: .eager, flights: 1, worldLimit: Self.worldLimit)
        let found = explore(plan) { reduce($0, $1, policy: $2) }
        #expect(found.violations.isEmpty)
        #expect(found.summary == explore(plan).summary)
    }
}
