// SPDX-License-Identifier: Apache-2.0

import TokenMachine

// Where everything is, chosen by hand so that no arrow crosses another and no name lies on anything else. A test holds
// that against the table as it is.

extension StateDiagram {
    /// All that there is room for.
    package static let ground = Frame(center: Point(540, 365), width: 1080, height: 730)
    /// The size of the names of events, and what a letter and a line of them take.
    static let fontSize = 13.0
    static let letterWidth = 7.9
    static let lineHeight = 16.0
    static let boxSize = (width: 172.0, height: 54.0)

    static func frame(of state: StateKind) -> Frame {
        let center =
            switch state {
            case .unauthenticated: Point(150, 104)
            case .authenticating: Point(930, 104)
            case .valid: Point(540, 254)
            case .expired: Point(150, 520)
            case .refreshing: Point(540, 520)
            case .failed: Point(930, 520)
            }
        return Frame(center: center, width: boxSize.width, height: boxSize.height)
    }

    /// A place on the edge of a box: a side, and how far from its middle, to the right or downwards.
    enum Port {
        case top(Double)
        case bottom(Double)
        case left(Double)
        case right(Double)
    }

    /// On which side of a point of its arrow a label is.
    enum Side {
        case above
        case below
        case left
        case right
    }

    /// How an arrow goes: where it leaves and arrives, how far it goes straight on at both ends, and where its label
    /// is: at a share of the way, on a side, moved from there.
    struct Route {
        var leave: Port
        var arrive: Port
        var reach = 0.0
        var label: (share: Double, side: Side)
        var nudge = Point(0, 0)
    }

    private static func route(from: StateKind, to: StateKind) -> Route {
        switch (from, to) {
        case (.unauthenticated, .authenticating):
            Route(leave: .right(-8), arrive: .left(-8), label: (0.5, .above))
        case (.unauthenticated, .valid):
            Route(leave: .right(10), arrive: .top(-62), reach: 110, label: (0.52, .left), nudge: Point(0, 12))
        case (.unauthenticated, .expired):
            Route(leave: .bottom(-40), arrive: .top(-40), label: (0.2, .right))
        case (.authenticating, .valid):
            Route(leave: .left(10), arrive: .top(62), reach: 110, label: (0.52, .right), nudge: Point(0, 12))
        case (.authenticating, .failed):
            Route(leave: .bottom(40), arrive: .top(40), label: (0.2, .left))
        case (.valid, .expired):
            Route(leave: .left(12), arrive: .top(60), reach: 170, label: (0.5, .right), nudge: Point(-8, 8))
        case (.expired, .valid):
            Route(leave: .top(10), arrive: .left(-12), reach: 170, label: (0.88, .above))
        case (.valid, .refreshing):
            Route(leave: .bottom(-20), arrive: .top(-20), label: (0.56, .left))
        case (.refreshing, .valid):
            Route(leave: .top(20), arrive: .bottom(20), label: (0.35, .right))
        case (.valid, .failed):
            Route(leave: .right(12), arrive: .top(-60), reach: 170, label: (0.6, .left), nudge: Point(-13, 5))
        case (.failed, .valid):
            Route(leave: .top(-10), arrive: .right(-12), reach: 170, label: (0.88, .above))
        case (.expired, .refreshing):
            Route(leave: .right(0), arrive: .left(0), label: (0.5, .above))
        case (.refreshing, .failed):
            Route(leave: .right(10), arrive: .left(10), label: (0.5, .below))
        case (.failed, .refreshing):
            Route(leave: .left(-10), arrive: .right(-10), label: (0.5, .above))
        case (.expired, .failed):
            Route(leave: .bottom(40), arrive: .bottom(40), reach: 160, label: (0.5, .above))
        case (_, _):
            // None of these is in the table now. Should one come, it is seen, and the test names what it lies on.
            Route(leave: .right(20), arrive: .left(20), label: (0.5, .above))
        }
    }

    static func arrow(from: StateKind, to: StateKind, _ events: [EventKind]) -> Arrow {
        let route = route(from: from, to: to)
        let (start, leaving) = place(route.leave, of: frame(of: from))
        let (end, arriving) = place(route.arrive, of: frame(of: to))
        let straight = route.reach == 0 ? 0.3 * (end - start).length : route.reach
        let curve = Curve(
            start: start, startControl: start + straight * leaving, endControl: end + straight * arriving, end: end)
        let anchor = curve.point(at: route.label.share) + route.nudge
        return Arrow(from: from, to: to, curve: curve, label: label(events, route.label.side, of: anchor))
    }

    static func tag(at state: StateKind, _ events: [EventKind]) -> Tag {
        let port: Port =
            switch state {
            case .unauthenticated, .authenticating, .valid, .refreshing, .failed: .top(0)
            case .expired: .bottom(-40)
            }
        let (end, outwards) = place(port, of: frame(of: state))
        let size = labelSize(events)
        let start = end + 32 * outwards
        let center = start + (size.height / 2 + 4) * outwards
        return Tag(
            state: state,
            label: Label(events: events, frame: Frame(center: center, width: size.width, height: size.height)),
            curve: Curve(start: start, startControl: start, endControl: start, end: end))
    }

    /// The point at `port`, and the direction from there away from the box.
    private static func place(_ port: Port, of box: Frame) -> (point: Point, outwards: Point) {
        switch port {
        case .top(let offset): (Point(box.center.x + offset, box.top), Point(0, -1))
        case .bottom(let offset): (Point(box.center.x + offset, box.bottom), Point(0, 1))
        case .left(let offset): (Point(box.left, box.center.y + offset), Point(-1, 0))
        case .right(let offset): (Point(box.right, box.center.y + offset), Point(1, 0))
        }
    }

    private static func labelSize(_ events: [EventKind]) -> (width: Double, height: Double) {
        let letters = events.map { "\($0)".count }.max() ?? 0
        return (Double(letters) * letterWidth, Double(events.count) * lineHeight)
    }

    private static func label(_ events: [EventKind], _ side: Side, of anchor: Point) -> Label {
        let size = labelSize(events)
        let gap = 8.0
        let center =
            switch side {
            case .above: anchor + Point(0, -gap + 2 - size.height / 2)
            case .below: anchor + Point(0, gap - 2 + size.height / 2)
            case .left: anchor + Point(-gap - size.width / 2, 0)
            case .right: anchor + Point(gap + size.width / 2, 0)
            }
        let alignment: Label.Alignment =
            switch side {
            case .above, .below: .middle
            case .left: .end
            case .right: .start
            }
        return Label(
            events: events, frame: Frame(center: center, width: size.width, height: size.height),
            alignment: alignment)
    }
}
