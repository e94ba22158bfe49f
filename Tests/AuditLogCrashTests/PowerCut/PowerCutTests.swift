// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a log is after the power went at any moment: whatever was acknowledged is in it, it verifies, and it goes on.
struct PowerCutTests {
    @Test(arguments: Plot.all)
    func `a power cut loses nothing that was acknowledged`(_ plot: Plot) throws {
        try look(plot, isSecond: false)
    }

    @Test(arguments: [Plot.creation, .checkpoints, .kills])
    func `nor does a second one`(_ plot: Plot) throws {
        try look(plot, isSecond: true)
    }

    @Test func `a disk that lies about the WAL is found out`() throws {
        var campaign = PowerCutCampaign(plot: .appends, seed: Campaign.seed)
        campaign.liesAboutWAL = true
        let report = try campaign.run(images: 40)
        #expect(report.complaints.count >= 5)
    }

    private func look(_ plot: Plot, isSecond: Bool) throws {
        let perHistory = 40
        let wanted = Campaign.images * plot.share / 1000
        var images = 0
        var changes = 0
        var seed = Campaign.seed
        while images < wanted {
            let campaign = PowerCutCampaign(plot: plot, seed: seed, isSecond: isSecond)
            let report = try campaign.run(images: min(perHistory, wanted - images))
            images += report.images
            changes += report.changes
            for complaint in report.complaints { Issue.record("\(complaint)") }
            guard report.complaints.isEmpty else { return }
            seed += 1
        }
        Campaign.say("\(plot.name)\(isSecond ? ", twice" : ""): \(images) images of histories of \(changes) changes")
    }
}
