// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Dispatch
import Foundation
import Synchronization
import TicketparkAuthTesting

/// Runs simulated histories of the real interpreter, one for each seed, and says which of them break a promise.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign",
        abstract: "Run a campaign of simulated histories against the real interpreter, log and reducer.",
        discussion: """
            Each seed makes one history: processes that share a log, a token server that rotates and misbehaves, a \
            network that loses and delays, a disk that fails, clocks that jump, kills. What breaks a promise is \
            shrunk to the fewest steps that still break it. Exit code 1 if anything broke.
            """)

    @Option(help: "How many seeds to run.")
    var seeds = 100

    @Option(help: "The first seed.")
    var from: UInt64 = 1

    @Option(help: "How many things happen in each run.")
    var steps = 40

    @Flag(help: "Run each seed twice and compare the chain heads.")
    var twice = false

    func validate() throws {
        guard (1...10_000_000).contains(seeds) else {
            throw ValidationError("--seeds takes a number from 1 to 10000000")
        }
        guard (1...10_000).contains(steps) else { throw ValidationError("--steps takes a number from 1 to 10000") }
    }

    func run() throws {
        let campaign = SimulationCampaign(stepCount: steps, runsTwice: twice)
        let start = Date()
        let total = Mutex(SimulationCampaign.Total())
        let first = from
        // A run is one thread; runs do not know of each other.
        DispatchQueue.concurrentPerform(iterations: seeds) { index in
            let report = campaign.run(seed: first &+ UInt64(index))
            total.withLock { total in
                total.add(report)
                if let failure = report.failure { print(failure) }
            }
        }
        let (summary, hasFailed) = total.withLock {
            ($0.summary(seconds: Date().timeIntervalSince(start)), $0.failures > 0)
        }
        print(summary)
        if hasFailed { throw ExitCode(1) }
    }
}
