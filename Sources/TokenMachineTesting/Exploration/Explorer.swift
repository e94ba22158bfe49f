// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// An invariant without its name, which would be counted as used and unused at every step.
private struct Promise: Sendable {
    var holds: @Sendable (Step) -> Bool
}

/// The breadth-first search behind ``explore(_:invariants:visit:)``.
struct Explorer {
    private(set) var found: Exploration
    private let invariants: [Invariant]
    private let promises: [Promise]
    private let expansion: Expansion
    /// For each world in the order of discovery, the one from which it was found, and by which of its steps.
    private var origins: [(parent: UInt32, step: UInt16)] = []
    private var known: Set<UInt128> = []

    init(plan: ExplorationPlan, invariants: [Invariant], machine: Machine? = nil) {
        found = Exploration(plan: plan)
        self.invariants = invariants
        promises = invariants.map { Promise(holds: $0.holds) }
        expansion = Expansion(plan, machine: machine)
    }

    mutating func run(visit: (Step) -> Void) {
        var beginning = World()
        beginning.canonicalize(policy: expansion.policy)
        var frontier = [beginning]
        known.insert(beginning.key)
        origins.append((0, 0))
        var first: UInt32 = 0
        while !frontier.isEmpty && known.count < found.plan.worldLimit {
            var next: [World] = []
            for (offset, world) in frontier.enumerated() {
                let index = first + UInt32(offset)
                var number: UInt16 = 0
                expansion.expand(world) { reached, step in
                    found.edges += 1
                    if let step {
                        found.transitions += 1
                        visit(step)
                        check(step, at: index)
                    }
                    if known.insert(reached.key).inserted {
                        origins.append((index, number))
                        next.append(reached)
                    }
                    number += 1
                }
            }
            first += UInt32(frontier.count)
            frontier = next
            if !frontier.isEmpty { found.depth += 1 }
        }
        found.worlds = known.count
    }

    private mutating func check(_ step: Step, at index: UInt32) {
        for number in promises.indices where !promises[number].holds(step) {
            let invariant = invariants[number]
            guard !found.violations.contains(where: { $0.invariant == invariant.name }) else { continue }
            found.violations.append(
                Exploration.Violation(invariant: invariant.name, history: history(to: index) + [step]))
        }
    }

    /// The steps of the machine on the way to the world of that number.
    private func history(to index: UInt32) -> [Step] {
        var numbers: [UInt16] = []
        var index = index
        while index != 0 {
            let origin = origins[Int(index)]
            numbers.append(origin.step)
            index = origin.parent
        }
        var world = World()
        world.canonicalize(policy: expansion.policy)
        var history: [Step] = []
        for number in numbers.reversed() {
            var (current, following) = (0, world)
            expansion.expand(world) { reached, step in
                if current == Int(number) {
                    following = reached
                    if let step { history.append(step) }
                }
                current += 1
            }
            world = following
        }
        return history
    }
}
