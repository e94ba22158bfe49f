// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs plans, shrinks those that break something, and counts.
package struct SimulationCampaign: Sendable {
    /// What became of a seed.
    package struct Report: Sendable {
        package var seed: UInt64
        package var result: SimulationResult
        /// The shortest plan found that still breaks something, and what it breaks; `nil` where nothing broke.
        package var failure: String?
    }

    /// What a campaign came to.
    package struct Total: Sendable {
        package var seeds = 0
        package var failures = 0
        package var events: Int64 = 0
        package var requests = 0
        package var served = 0
        package var refused = 0
        package var cells: Set<SimulationResult.Cell> = []

        package init() {}

        package mutating func add(_ report: Report) {
            seeds += 1
            failures += report.failure == nil ? 0 : 1
            events += report.result.events
            requests += report.result.requests
            served += report.result.served
            refused += report.result.refused
            cells.formUnion(report.result.cells)
        }

        package func summary(seconds: Double) -> String {
            let rate = seconds > 0 ? Int(Double(events) / seconds) : 0
            return "\(seeds) seeds, \(failures) failed: \(events) events, \(requests) token requests, "
                + "\(served) callers served, \(refused) refused, \(cells.count) of 60 cells reached, "
                + "\(Int(seconds)) s, \(rate) events per second"
        }
    }

    private let stepCount: Int
    private let runsTwice: Bool
    private let plant: Simulation.Plant?

    /// A campaign of plans with that many steps.
    ///
    /// - Parameters:
    ///   - runsTwice: Whether each plan is run a second time, which must give the same chain head.
    ///   - plant: A fault planted in the interpreter, to see that a campaign notices.
    package init(stepCount: Int = 40, runsTwice: Bool = false, plant: Simulation.Plant? = nil) {
        self.stepCount = stepCount
        self.runsTwice = runsTwice
        self.plant = plant
    }

    /// Runs the plan of that seed.
    package func run(seed: UInt64) -> Report {
        let plan = SimulationPlan(seed: seed, count: stepCount)
        let result = run(plan)
        guard !result.violations.isEmpty else { return Report(seed: seed, result: result) }
        let (shrunk, violations) = shrink(plan, result.violations)
        let failure = "\(shrunk)\nbreaks:\n" + violations.map { "  \($0)" }.joined(separator: "\n")
        return Report(seed: seed, result: result, failure: failure)
    }

    /// Runs a plan, twice where that is wanted.
    package func run(_ plan: SimulationPlan) -> SimulationResult {
        var result = runOnce(plan)
        guard runsTwice else { return result }
        let second = runOnce(plan)
        if second.chain != result.chain { result.violations.append("a second run gave another chain head") }
        return result
    }

    private func runOnce(_ plan: SimulationPlan) -> SimulationResult {
        let folder = SimulationCampaign.scratch.appending(path: "ticketpark-simulation-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            var result = SimulationResult()
            result.violations = ["no folder to run in: \(error.localizedDescription)"]
            return result
        }
        return Simulation.run(plan, folder: folder.path, plant: plant)
    }

    /// Drops steps, in ever smaller pieces, as long as something still breaks (Zeller's ddmin).
    private func shrink(_ plan: SimulationPlan, _ violations: [String]) -> (SimulationPlan, [String]) {
        var best = (plan: plan, violations: violations)
        var size = max(1, plan.steps.count / 2)
        while true {
            var index = 0
            var hasShrunk = false
            while index < best.plan.steps.count {
                var candidate = best.plan
                candidate.steps.removeSubrange(index..<min(index + size, candidate.steps.count))
                let result = run(candidate)
                if result.violations.isEmpty {
                    index += size
                } else {
                    best = (candidate, result.violations)
                    hasShrunk = true
                }
            }
            if size == 1, !hasShrunk { return best }
            size = max(1, size / 2)
        }
    }

    /// Memory where the system has a file system in it: a simulated disk need not be slower than that.
    private static var scratch: URL {
        let memory = URL(fileURLWithPath: "/dev/shm")
        return FileManager.default.isWritableFile(atPath: memory.path)
            ? memory : FileManager.default.temporaryDirectory
    }
}
