// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// The drawing of the table: a box for each state, an arrow for each pair of them between which something leads.
///
/// Nearly every state leads to nearly every other one, mostly for the same reasons: somebody signs in, signs out, or
/// hands over tokens. An event that leads to a state from everywhere is therefore a tag at that state, and arrows show
/// the rest. Only the first state has all of its arrows, as that is where every session begins. What leads from a state
/// back to itself is not drawn.
package struct StateDiagram: Sendable {
    /// A state.
    package struct Box: Sendable {
        package var state: StateKind
        package var frame: Frame
    }

    /// What leads from one state to another.
    package struct Arrow: Sendable {
        package var from: StateKind
        package var to: StateKind
        package var curve: Curve
        package var label: Label
    }

    /// The events that lead to a state from everywhere.
    package struct Tag: Sendable {
        package var state: StateKind
        package var label: Label
        package var curve: Curve
    }

    /// The names of events, one below the other.
    package struct Label: Sendable {
        /// Where the lines begin or end alike.
        enum Alignment: String {
            case start
            case middle
            case end
        }

        package var events: [EventKind]
        package var frame: Frame
        var alignment = Alignment.middle
    }

    package var boxes: [Box]
    package var arrows: [Arrow]
    package var tags: [Tag]

    /// The drawing of ``TransitionTable/cells``.
    package init() {
        boxes = StateKind.allCases.map { Box(state: $0, frame: StateDiagram.frame(of: $0)) }
        tags = StateKind.allCases.compactMap { state in
            let events = TransitionTable.eventsFromEverywhere(to: state)
            return events.isEmpty ? nil : StateDiagram.tag(at: state, events)
        }
        arrows = TransitionTable.edges.compactMap { edge in
            let common = edge.from == .unauthenticated ? [] : TransitionTable.eventsFromEverywhere(to: edge.to)
            let events = edge.events.filter { !common.contains($0) }
            return events.isEmpty ? nil : StateDiagram.arrow(from: edge.from, to: edge.to, events)
        }
    }
}
