// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// What an exploration found.
public struct Exploration: Sendable {
    /// A promise that was broken, and how it came to that.
    public struct Violation: Sendable {
        /// The promise.
        public var invariant: String
        /// The steps from the beginning to the one that broke it. Steps of the world alone are left out.
        public var history: [Step]
    }

    /// What was explored.
    public var plan: ExplorationPlan
    /// How many worlds there are.
    public var worlds = 0
    /// How many steps lead from one of them to one of them.
    public var edges = 0
    /// How many of those are transitions of the machine.
    public var transitions = 0
    /// How many steps the farthest world is away from the beginning.
    public var depth = 0
    /// The promises that were broken, each at most once, by a shortest history.
    public var violations: [Violation] = []

    /// One line for a report.
    public var summary: String {
        "\(plan.name): \(worlds) worlds, \(edges) edges, \(transitions) transitions, depth \(depth)"
    }
}

/// Goes, breadth first, through every world that `plan` allows, with the real reducer, until there is no new one, and
/// holds each step against `invariants`.
///
/// The world has a server with its live and spent tokens, requests and answers that are late, repeated, reordered or
/// lost, users that sign in, adopt and sign out at any time, APIs that refuse any token, processes that end, and
/// timers that go off late or early. Worlds that behave alike count as one: see ``ExplorationPlan/policy`` for its
/// clock.
///
/// - Parameters:
///   - plan: What to cover.
///   - invariants: What each step has to keep.
///   - visit: Called with each transition, before it is held against the invariants.
public func explore(
    _ plan: ExplorationPlan,
    invariants: [Invariant] = Invariant.all,
    visit: (Step) -> Void = { _ in }
) -> Exploration {
    var explorer = Explorer(plan: plan, invariants: invariants)
    explorer.run(visit: visit)
    return explorer.found
}

/// Something that decides as the machine does, but for what it gets wrong.
package typealias Machine = @Sendable (TokenState, TokenEvent, TokenPolicy) -> Transition

/// Explores what `machine` would come to in place of the real one: a machine with a fault shows whether the fault is
/// found.
package func explore(_ plan: ExplorationPlan, machine: @escaping Machine) -> Exploration {
    var explorer = Explorer(plan: plan, invariants: Invariant.all, machine: machine)
    explorer.run { _ in }
    return explorer.found
}
