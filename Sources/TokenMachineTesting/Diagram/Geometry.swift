// SPDX-License-Identifier: Apache-2.0

/// A point of the drawing. `x` grows to the right, `y` downwards.
package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    static func + (left: Point, right: Point) -> Point { Point(left.x + right.x, left.y + right.y) }
    static func - (left: Point, right: Point) -> Point { Point(left.x - right.x, left.y - right.y) }
    static func * (factor: Double, point: Point) -> Point { Point(factor * point.x, factor * point.y) }

    /// How far it is from the origin.
    var length: Double { (x * x + y * y).squareRoot() }
}

/// A rectangle with its sides along the axes.
package struct Frame: Hashable, Sendable {
    package var center: Point
    package var width: Double
    package var height: Double

    package init(center: Point, width: Double, height: Double) {
        self.center = center
        self.width = width
        self.height = height
    }

    package var left: Double { center.x - width / 2 }
    package var right: Double { center.x + width / 2 }
    package var top: Double { center.y - height / 2 }
    package var bottom: Double { center.y + height / 2 }

    /// This rectangle with a margin around it.
    package func grown(by margin: Double) -> Frame {
        Frame(center: center, width: width + 2 * margin, height: height + 2 * margin)
    }

    /// Whether `point` lies within it.
    package func contains(_ point: Point) -> Bool {
        left < point.x && point.x < right && top < point.y && point.y < bottom
    }

    /// Whether the two have a part in common.
    package func overlaps(_ other: Frame) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
}

/// A cubic Bézier curve.
package struct Curve: Hashable, Sendable {
    package var start: Point
    package var startControl: Point
    package var endControl: Point
    package var end: Point

    /// The point at `share` of the way, from 0 to 1.
    package func point(at share: Double) -> Point {
        let rest = 1 - share
        return rest * rest * rest * start + 3 * rest * rest * share * startControl
            + 3 * rest * share * share * endControl + share * share * share * end
    }

    /// The direction in which it arrives, of length 1.
    var arrival: Point {
        let way = end - endControl
        return way.length > 0 ? (1 / way.length) * way : Point(0, 1)
    }
}
