// SPDX-License-Identifier: Apache-2.0

// The example of TokenMachineTesting's documentation, word for word: a test holds one against the other.

import Testing
import TokenMachine
import TokenMachineTesting

extension TokenPolicy {
    /// Our service renews only when somebody asks, and would rather fail early.
    static let boxOffice = TokenPolicy.ticketpark {
        $0.renewal = .onDemand
        $0.requestTimeLimit = .seconds(10)
        $0.maxTries = 2
    }
}

struct BoxOfficePolicyTests {
    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `our policy keeps every law`(seed: UInt64) {
        let history = HistoryGenerator.history(seed: seed, policy: .boxOffice, hostility: 0)
        for law in Law.all where law.violation(history) != nil {
            let shortest = history.shrunk { law.violation($0) != nil }
            Issue.record("\(shortest.swiftTest(of: law, seed: seed))")
        }
    }

    @Test func `our renewal mode keeps every promise in every world that there is`() {
        let found = explore(ExplorationPlan(renewal: .onDemand, reuse: .harmless, rotation: .rotates, flights: 1))
        #expect(found.violations.isEmpty)
    }
}
