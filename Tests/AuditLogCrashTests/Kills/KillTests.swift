// SPDX-License-Identifier: Apache-2.0

import Testing

/// Real processes that are killed at any moment, several of them on one log.
struct KillTests {
    @Test func `what was acknowledged before a kill is in the log, whole, and nothing is in its way`() async throws {
        var report = KillCampaign.Report()
        var seed = Campaign.seed
        while report.kills < Campaign.kills {
            // A log of its own each time: its making is among what is cut off.
            report = report + (try await KillCampaign(seed: seed).run(killsInEachPlace: 5))
            seed += 1
            guard report.complaints.isEmpty else { break }
        }
        for complaint in report.complaints { Issue.record("\(complaint)") }
        Campaign.say(
            "\(report.kills) kills: \(report.acknowledged) events acknowledged and there, "
                + "\(report.unacknowledged) there without")
    }
}
