// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachineTesting

/// A system call that fails, or at which the process is killed, whichever it is.
@Suite(.enabled(if: Strace.path != nil, "strace is not there, or may not trace"))
struct SystemCallTests {
    @Test(arguments: [false, true])
    func `an append with a fault in it can be made again, and its event is there once`(
        _ hasLog: Bool
    ) async throws {
        let campaign = try await SystemCallCampaign(hasLog: hasLog)
        var places = try await campaign.places()
        let all = places.count
        var random = SplitMix64(seed: Campaign.seed)
        places.shuffle(using: &random)
        places.removeLast(max(0, places.count - Campaign.systemCalls))
        var met = 0
        for place in places {
            let (wasMet, complaint) = try await campaign.fail(at: place)
            if wasMet { met += 1 }
            if let complaint { Issue.record("\(complaint)") }
        }
        // A call that is made now and then is not always made.
        #expect(met * 10 >= places.count * 9)
        Campaign.say("\(met) of \(all) faults at system calls of \(hasLog ? "an append" : "a log's making")")
    }
}
