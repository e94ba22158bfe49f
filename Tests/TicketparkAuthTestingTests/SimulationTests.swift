// SPDX-License-Identifier: Apache-2.0

import Testing
import TicketparkAuthTesting

/// Histories of several processes against a server, a network, a disk and clocks that all fail now and then.
@Suite struct SimulationTests {
    /// What each of these once broke stands in the history of the interpreter and the log: callers answered from what
    /// had long ceased to be so (65, 188, 191, 217, 221, 265, 299), callers timed out because another process's clock
    /// was ahead (272), an event that was in the log though its commit had failed twice (10758), a server
    /// that revoked what it had not issued yet (101420).
    @Test(arguments: [65, 188, 191, 217, 221, 265, 272, 299, 10758, 101_420] as [UInt64])
    func `a seed that once broke a promise keeps it`(seed: UInt64) {
        let report = SimulationCampaign(runsTwice: true).run(seed: seed)
        #expect(report.failure == nil)
    }

    @Test(arguments: 1...25 as ClosedRange<UInt64>)
    func `a history keeps every promise, and the same seed gives the same one`(seed: UInt64) {
        let report = SimulationCampaign(runsTwice: true).run(seed: seed)
        #expect(report.failure == nil)
        #expect(report.result.events > 0)
    }

    @Test(arguments: Simulation.Plant.allCases)
    func `a fault planted in the interpreter is found within fifty histories`(plant: Simulation.Plant) {
        let campaign = SimulationCampaign(plant: plant)
        let found = (1...50).contains { seed in
            !campaign.run(SimulationPlan(seed: UInt64(seed))).violations.isEmpty
        }
        #expect(found)
    }

    @Test func `a plan follows from its seed alone`() {
        #expect(SimulationPlan(seed: 7) == SimulationPlan(seed: 7))
        #expect(SimulationPlan(seed: 7) != SimulationPlan(seed: 8))
    }
}
