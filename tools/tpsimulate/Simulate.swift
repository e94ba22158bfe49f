import ArgumentParser
import Foundation
import TicketparkAuthTesting

/// Runs simulated histories of the real interpreter, one for each seed, and says which of them break a promise.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run a campaign of simulated histories against the real interpreter, log and reducer.")

    @Option(help: "How many seeds to run.")
    var seeds = 100

    @Option(help: "The first seed.")
    var from: UInt64 = 1

    @Option(help: "How many things happen in each run.")
    var steps = 40

    @Flag(help: "Run each seed twice and compare the chain heads.")
    var twice = false

    @Flag(help: "Print what each seed came to.")
    var verbose = false

    func run() throws {
        let campaign = SimulationCampaign(stepCount: steps, runsTwice: twice)
        let start = Date()
        var total = SimulationCampaign.Total()
        for seed in from..<from + UInt64(max(0, seeds)) {
            let report = campaign.run(seed: seed)
            total.add(report)
            if verbose { print("seed \(seed): \(report.result.events) events, \(report.result.served) served") }
            guard let failure = report.failure else { continue }
            print(failure)
        }
        print(total.summary(seconds: Date().timeIntervalSince(start)))
        if total.failures > 0 { throw ExitCode(1) }
    }
}
