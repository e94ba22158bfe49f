// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine
import TokenMachineTesting

/// The states and what led from one to another, with how often. Everything in it is a name or a number of ours.
struct TransitionDiagram {
    /// What leads from one state to another.
    struct Edge {
        var from: StateKind
        var to: StateKind
        /// The events that can lead there, with how often they did.
        var events: [(event: EventKind, count: Int64)]

        var count: Int64 { events.reduce(0) { $0 + $1.count } }
    }

    /// The edges between different states that the machine has or the log shows, state by state.
    let edges: [Edge]
    /// How many events left each state as it was.
    let stays: [StateKind: Int64]

    init(_ counts: TransitionCounts) {
        edges = StateKind.allCases.flatMap { from in
            StateKind.allCases.filter { $0 != from }.compactMap { to in
                let events = EventKind.allCases.compactMap { event in
                    let count = counts.count(from, event, to)
                    let isPossible = TransitionTable.cell(from, event).outcomes.contains { $0.next == to }
                    return count > 0 || isPossible ? (event: event, count: count) : nil
                }
                return events.isEmpty ? nil : Edge(from: from, to: to, events: events)
            }
        }
        stays = Dictionary(
            uniqueKeysWithValues: StateKind.allCases.map { state in
                (state, EventKind.allCases.reduce(0) { $0 + counts.count(state, $1, state) })
            })
    }

    /// The diagram for Mermaid: solid arrows with counts, dotted ones for what was never seen.
    var mermaid: String {
        var lines = ["flowchart TD"]
        for state in StateKind.allCases {
            let stay = stays[state] ?? 0
            lines.append("  \(state)[\"\(state)\(stay > 0 ? "<br/>\(stay) without a change" : "")\"]")
        }
        for edge in edges {
            if edge.count > 0 {
                let words = edge.events.filter { $0.count > 0 }.map { "\($0.event) \($0.count)" }
                lines.append("  \(edge.from) -->|\"\(words.joined(separator: "<br/>"))\"| \(edge.to)")
            } else {
                lines.append("  \(edge.from) -.-> \(edge.to)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
