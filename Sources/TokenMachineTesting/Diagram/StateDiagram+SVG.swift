// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension TransitionTable {
    /// The table as a drawing in SVG: the states, and the events that lead from one to another.
    ///
    /// It stands by itself: it fetches nothing, and follows the reader's light or dark scheme with a ground of its own.
    public static func svg() -> String {
        StateDiagram().svg()
    }
}

extension StateDiagram {
    /// The drawing as an SVG document.
    func svg() -> String {
        let ground = StateDiagram.ground
        let opening = """
            <svg id="states" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(ground.width.svg) \(ground.height.svg)" \
            role="img" aria-labelledby="title desc">
            <title id="title">The states of a token session, and the events that lead from one to another</title>
            <desc id="desc">\(description)</desc>
            <style>
            \(StateDiagram.style)</style>
            \(ground.grown(by: -0.5).svg(class: "ground", radius: 12))
            """
        let parts = [opening, beginning] + arrows.map(svg) + tags.map(svg) + boxes.map(svg) + [legend, "</svg>"]
        return parts.joined(separator: "\n") + "\n"
    }

    /// The drawing in sentences, for those who do not see it.
    private var description: String {
        let everywhere = tags.map { "From every state, \($0.label.text) leads to \($0.state)." }
        let others = arrows.map { "From \($0.from), \($0.label.text) leads to \($0.to)." }
        return (["A session begins as unauthenticated."] + everywhere + others).joined(separator: " ")
    }

    private var beginning: String {
        let box = StateDiagram.frame(of: .unauthenticated)
        let end = Point(box.left, box.center.y)
        let start = Point(box.left - 42, box.center.y)
        let way = Curve(start: start, startControl: start, endControl: start, end: end)
        return """
            <g class="unauthenticated"><circle class="dot" cx="\(start.x.svg)" cy="\(start.y.svg)" r="6"/>\
            \(way.svg)</g>
            """
    }

    private func svg(_ box: Box) -> String {
        let (frame, center) = (box.frame, box.frame.center)
        return """
            <g class="\(box.state)">\(frame.svg(class: "box", radius: 10))\
            <text class="name" x="\(center.x.svg)" y="\((center.y - 3).svg)">\(box.state)</text>\
            <text class="note" x="\(center.x.svg)" y="\((center.y + 15).svg)">\(StateDiagram.note(on: box.state))\
            </text></g>
            """
    }

    private func svg(_ arrow: Arrow) -> String {
        "<g class=\"\(arrow.to)\">\(arrow.curve.svg)\(arrow.label.svg)</g>"
    }

    private func svg(_ tag: Tag) -> String {
        let frame = tag.label.frame
        let pill = Frame(center: frame.center, width: frame.width + 20, height: frame.height + 6)
        return "<g class=\"\(tag.state)\">\(tag.curve.svg)\(pill.svg(class: "tag", radius: 11))\(tag.label.svg)</g>"
    }

    private var legend: String {
        let center = Point(StateDiagram.ground.center.x, StateDiagram.ground.bottom - 22)
        return """
            <text class="note" x="\(center.x.svg)" y="\(center.y.svg)">An event in a frame leads there from every \
            state. Events that leave the state as it is are not drawn.</text>
            """
    }

    /// What a state is, in the fewest words.
    private static func note(on state: StateKind) -> String {
        switch state {
        case .unauthenticated: "nothing is held"
        case .authenticating: "a password is on its way"
        case .valid: "an access token is usable"
        case .expired: "a refresh token is left"
        case .refreshing: "a refresh is on its way"
        case .failed: "callers are told why"
        }
    }
}

extension StateDiagram.Label {
    /// The names, as part of a sentence.
    var text: String {
        let names = events.map { "\($0)" }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: ", ")) or \(last)"
    }

    var svg: String {
        let x =
            switch alignment {
            case .start: frame.left
            case .middle: frame.center.x
            case .end: frame.right
            }
        return events.enumerated().map { line, event in
            let y = frame.top + (Double(line) + 0.76) * StateDiagram.lineHeight
            return "<text class=\"event \(alignment)\" x=\"\(x.svg)\" y=\"\(y.svg)\">\(event)</text>"
        }.joined()
    }
}

extension Curve {
    /// The curve with its head.
    var svg: String {
        // The line ends within the head, which would show its square end otherwise.
        let neck = end - 6 * arrival
        let side = Point(-arrival.y, arrival.x)
        let head = [end, end - 10 * arrival + 4.5 * side, end - 10 * arrival - 4.5 * side]
        return """
            <path class="way" d="M\(start.svg) C\(startControl.svg) \((endControl - 6 * arrival).svg) \(neck.svg)"/>\
            <path class="head" d="M\(head.map(\.svg).joined(separator: " L"))Z"/>
            """
    }
}

extension Frame {
    func svg(class name: String, radius: Double) -> String {
        """
        <rect class="\(name)" x="\(left.svg)" y="\(top.svg)" width="\(width.svg)" height="\(height.svg)" \
        rx="\(radius.svg)"/>
        """
    }
}

extension Point {
    var svg: String { "\(x.svg) \(y.svg)" }
}

extension Double {
    /// This number to a tenth, without a trailing zero.
    var svg: String {
        let tenths = Int((self * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}
