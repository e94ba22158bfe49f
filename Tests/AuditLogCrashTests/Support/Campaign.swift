// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How much is to be tried: little by default, and as much as the environment says in a campaign.
enum Campaign {
    /// How many images of a disk to look at.
    static let images = number("TORTURE_IMAGES", or: 400)
    /// How many writers to kill.
    static let kills = number("TORTURE_KILLS", or: 30)
    /// At how many system calls to plant a fault, for each kind of append.
    static let systemCalls = number("TORTURE_SYSTEM_CALLS", or: 50)
    /// For how many seconds writers are to crowd a log; 0 for a few appends each.
    static let seconds = number("TORTURE_SECONDS", or: 0)
    /// About how many allocations to let fail; 0 for all.
    static let allocations = number("TORTURE_ALLOCATIONS", or: 40)
    /// Sets campaigns apart.
    static let seed = UInt64(number("TORTURE_SEED", or: 1))

    private static func number(_ name: String, or standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }

    /// Says a figure where whoever runs a campaign looks for it.
    static func say(_ text: String) {
        print("torture: \(text)")
    }
}
