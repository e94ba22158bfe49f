// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension TransitionTable {
    /// What leads from one state to another one.
    struct Edge {
        var from: StateKind
        var to: StateKind
        /// The events that may lead there, in the order of their kinds.
        var events: [EventKind]
    }

    /// What leads from each state to each other one, read off the cells.
    static var edges: [Edge] {
        StateKind.allCases.flatMap { from in
            StateKind.allCases.filter { $0 != from }.compactMap { to in
                let events = EventKind.allCases.filter { event in
                    cell(from, event).outcomes.contains { $0.next == to }
                }
                return events.isEmpty ? nil : Edge(from: from, to: to, events: events)
            }
        }
    }

    /// The events that may lead to `state` from each of the others.
    static func eventsFromEverywhere(to state: StateKind) -> [EventKind] {
        let arriving = edges.filter { $0.to == state }
        return EventKind.allCases.filter { event in
            arriving.count { $0.events.contains(event) } == StateKind.allCases.count - 1
        }
    }
}
