// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

/// The rules for alerts look at metrics that there are.
@Suite struct AlertTests {
    private let rules: String

    init() throws { rules = try Repository.text("tools/operations/alerts.yml") }

    @Test func `every metric is one that services count`() throws {
        let documented = try Repository.text("Sources/TicketparkAuth/Service/TokenService.swift")
        let metrics = Set(rules.matches(of: /ticketpark_auth_[a-z_]+/).map { String($0.output) })
        #expect(!metrics.isEmpty)
        for metric in metrics { #expect(documented.contains("`\(metric)`"), "\(metric)") }
    }

    @Test func `every failure has a rule, and every rule names failures`() {
        let named = rules.matches(of: /failure=~?"([^"]+)"/).flatMap { $0.output.1.split(separator: "|") }
        #expect(named.map(String.init).sorted() == Failure.allCases.map { "\($0)" }.sorted())
    }
}
