// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension TransitionDiagram {
    /// The diagram as an SVG document that stands by itself: it fetches nothing, and follows the reader's light or dark
    /// scheme. What an arrow stands for in full is its tooltip.
    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="\(TransitionDiagram.viewBox)" role="img" \
        aria-labelledby="title desc">
        <title id="title">The transitions of a log, with how often each happened</title>
        <desc id="desc">\(sentences)</desc>
        <style>
        svg { background: #fff; color: #1b1f24; font: 13px system-ui, sans-serif; }
        .box { fill: #eef2f7; stroke: currentColor; } .name { font-weight: 600; font-size: 15px; }
        text { fill: currentColor; text-anchor: middle; } .way { fill: none; stroke: currentColor; }
        .never { opacity: .35; } .never .way { stroke-dasharray: 3 5; } .count { paint-order: stroke; stroke: #fff; \
        stroke-width: 4px; font-weight: 600; }
        @media (prefers-color-scheme: dark) { svg { background: #14181d; color: #e6eaf0; } .box { fill: #242b34; } \
        .count { stroke: #14181d; } }
        </style>
        \(drawing)
        </svg>

        """
    }

    /// The part of a picture that is shown.
    static let viewBox = "0 0 960 640"

    /// What is within a picture, without its colours: whoever shows it has those.
    var drawing: String {
        let arrows = edges.sorted { $0.count < $1.count }.map(svg).joined(separator: "\n")
        let boxes = StateKind.allCases.map(svg).joined(separator: "\n")
        return """
            <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" \
            markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10Z" fill="currentColor"/></marker></defs>
            \(arrows)
            \(boxes)
            """
    }

    /// The diagram in sentences, for those who do not see it.
    var sentences: String {
        edges.filter { $0.count > 0 }.map { "From \($0.from) to \($0.to): \(words($0))." }.joined(separator: " ")
    }

    private func words(_ edge: Edge) -> String {
        edge.events.map { "\($0.event) \($0.count)" }.joined(separator: ", ")
    }

    private func svg(_ state: StateKind) -> String {
        let (x, y) = TransitionDiagram.center(of: state)
        let stay = stays[state] ?? 0
        return """
            <g data-state="\(state)"><rect class="box" x="\(x - 75)" y="\(y - 28)" width="150" height="56" rx="10"/>\
            <text class="name" x="\(x)" y="\(y - 2)">\(state)</text>\
            <text x="\(x)" y="\(y + 17)">\(stay > 0 ? "\(stay) without a change" : "")</text></g>
            """
    }

    private func svg(_ edge: Edge) -> String {
        let start = TransitionDiagram.center(of: edge.from)
        let end = TransitionDiagram.center(of: edge.to)
        let (dx, dy) = (Double(end.x - start.x), Double(end.y - start.y))
        let length = (dx * dx + dy * dy).squareRoot()
        // Each direction bends to its own side, so that the two between a pair of states never lie on each other.
        let (bendX, bendY) = (-dy / length * 46, dx / length * 46)
        let control = (x: Double(start.x) + dx / 2 + bendX, y: Double(start.y) + dy / 2 + bendY)
        let from = TransitionDiagram.border(of: start, towards: control)
        let to = TransitionDiagram.border(of: end, towards: control)
        let label = (x: (from.x + to.x) / 4 + control.x / 2, y: (from.y + to.y) / 4 + control.y / 2)
        let width = edge.count > 0 ? min(5, 1 + Double(String(edge.count).count) * 0.7) : 1
        let count =
            edge.count > 0
            ? "<text class=\"count\" x=\"\(number(label.x))\" y=\"\(number(label.y + 4))\">\(edge.count)</text>" : ""
        return """
            <g data-from="\(edge.from)" data-to="\(edge.to)"\(edge.count > 0 ? "" : " class=\"never\"")>\
            <title>\(edge.from) to \(edge.to): \(words(edge))</title>\
            <path class="way" stroke-width="\(number(width))" marker-end="url(#head)" \
            d="M\(number(from.x)) \(number(from.y)) Q\(number(control.x)) \(number(control.y)) \(number(to.x)) \(number(to.y))"/>\
            \(count)</g>
            """
    }

    private static func center(of state: StateKind) -> (x: Int, y: Int) {
        switch state {
        case .unauthenticated: (120, 110)
        case .authenticating: (480, 70)
        case .valid: (840, 110)
        case .refreshing: (840, 530)
        case .expired: (480, 570)
        case .failed: (120, 530)
        }
    }

    /// Where the way from the middle of a box to a point leaves the box.
    private static func border(of center: (x: Int, y: Int), towards point: (x: Double, y: Double)) -> (
        x: Double, y: Double
    ) {
        let (dx, dy) = (point.x - Double(center.x), point.y - Double(center.y))
        let scale = min(dx == 0 ? .infinity : 78 / abs(dx), dy == 0 ? .infinity : 31 / abs(dy))
        return (Double(center.x) + dx * scale, Double(center.y) + dy * scale)
    }

    /// A coordinate to a tenth.
    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
