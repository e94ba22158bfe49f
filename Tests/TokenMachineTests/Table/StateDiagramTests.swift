// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@Suite struct `The drawing of the table` {
    private let diagram = StateDiagram()

    /// The names of events in the drawing, each with what it belongs to.
    private var labels: [(name: String, frame: Frame)] {
        diagram.arrows.map { ("the events from \($0.from) to \($0.to)", $0.label.frame) }
            + diagram.tags.map { ("the tag at \($0.state)", $0.label.frame.grown(by: 3)) }
    }

    private var lines: [(name: String, points: [Point])] {
        let curves =
            diagram.arrows.map { ("the arrow from \($0.from) to \($0.to)", $0.curve) }
            + diagram.tags.map { ("the arrow of the tag at \($0.state)", $0.curve) }
        return curves.map { name, curve in
            (name, (0...80).map { curve.point(at: Double($0) / 80) })
        }
    }

    @Test func `shows what leads from one state to another, and nothing else`() {
        var listed: Set<String> = []
        for cell in TransitionTable.cells {
            for outcome in cell.outcomes where outcome.next != cell.state {
                listed.insert("\(cell.state), \(cell.event): \(outcome.next)")
            }
        }
        var drawn: Set<String> = []
        for arrow in diagram.arrows {
            for event in arrow.label.events { drawn.insert("\(arrow.from), \(event): \(arrow.to)") }
        }
        for tag in diagram.tags {
            for state in StateKind.allCases where state != tag.state {
                for event in tag.label.events { drawn.insert("\(state), \(event): \(tag.state)") }
            }
        }
        #expect(drawn.subtracting(listed) == [])
        #expect(listed.subtracting(drawn) == [])
    }

    @Test func `has no name upon another, upon a state or beyond the margin`() {
        let boxes = diagram.boxes.map { (name: "the state \($0.state)", frame: $0.frame) }
        let frames = labels + boxes
        let ground = StateDiagram.ground.grown(by: -8)
        for (index, one) in frames.enumerated() {
            for other in frames.dropFirst(index + 1) {
                #expect(!one.frame.overlaps(other.frame), "\(one.name) and \(other.name)")
            }
            #expect(ground.contains(Point(one.frame.left, one.frame.top)), "\(one.name)")
            #expect(ground.contains(Point(one.frame.right, one.frame.bottom)), "\(one.name)")
        }
    }

    @Test func `has no arrow through a name or a state`() {
        for line in lines {
            for frame in labels + diagram.boxes.map({ ("the state \($0.state)", $0.frame) }) {
                let isCrossed = line.points.contains { frame.frame.grown(by: -1).contains($0) }
                #expect(!isCrossed, "\(line.name) goes through \(frame.name)")
            }
        }
    }

    @Test func `has no arrow across another`() {
        for (index, one) in lines.enumerated() {
            for other in lines.dropFirst(index + 1) {
                let isCrossed = zip(one.points, one.points.dropFirst()).contains { from, to in
                    zip(other.points, other.points.dropFirst()).contains { cross(from, to, $0, $1) }
                }
                #expect(!isCrossed, "\(one.name) and \(other.name)")
            }
        }
    }

    /// Whether the stretch from `a` to `b` crosses the one from `c` to `d`.
    private func cross(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
        func side(_ from: Point, _ to: Point, _ point: Point) -> Double {
            (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x)
        }
        func meet(_ one: (Double, Double), _ other: (Double, Double)) -> Bool {
            max(min(one.0, one.1), min(other.0, other.1)) <= min(max(one.0, one.1), max(other.0, other.1))
        }
        return meet((a.x, b.x), (c.x, d.x)) && meet((a.y, b.y), (c.y, d.y))
            && side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
    }

    @Test func `stands by itself and can be read aloud`() {
        let svg = TransitionTable.svg()
        #expect(svg.split(separator: "http").count == 2, "nothing but the name space is an address")
        #expect(!svg.contains("&"))
        #expect(svg.contains("<title id=\"title\">The states of a token session"))
        #expect(svg.contains("From valid, tokenRequested, accessRejected or deadlineReached leads to refreshing."))
        #expect(svg.contains("From every state, signOutRequested leads to unauthenticated."))
        #expect(svg.contains("prefers-color-scheme: dark"))
    }
}
