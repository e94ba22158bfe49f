// SPDX-License-Identifier: Apache-2.0

/// Draws the points of an answer: the median as a dot, the spread as a line, the goal as a dashed one.
struct Plot {
    private let answer: Answer
    private let labels: [String]
    private let top: Double

    private static let width = 640.0
    private static let height = 360.0
    private static let left = 64.0
    private static let bottom = 308.0
    private static let ceiling = 56.0
    private static let colors = ["#0b6e99", "#c2571a", "#3f7d20", "#7a4ba0"]

    init(_ answer: Answer) {
        self.answer = answer
        var labels: [String] = []
        for point in answer.series.flatMap(\.points) where !labels.contains(point.label) { labels.append(point.label) }
        self.labels = labels
        let values: [Double] = answer.series.flatMap(\.points).flatMap { point in
            [point.value.greatest, point.goal?.value ?? 0]
        }
        top = Plot.rounded(values.max() ?? 1)
    }

    var svg: String {
        let parts = [frame] + answer.series.indices.map(series)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="sans-serif" font-size="12">
            <rect width="640" height="360" fill="white"/>
            <text x="64" y="24" font-size="14">\(Plot.escaped(answer.title))</text>
            \(parts.joined(separator: "\n"))
            </svg>

            """
    }

    private var frame: String {
        var lines: [String] = []
        for step in 0...4 {
            let value = top * Double(step) / 4
            let y = self.y(value)
            lines.append(line(Plot.left, y, Plot.width - 16, y, "stroke=\"#dddddd\""))
            lines.append(text(Plot.left - 8, y + 4, Figure.text(value) + " " + answer.unit.symbol, "end"))
        }
        for (index, label) in labels.enumerated() {
            lines.append(text(x(index), Plot.bottom + 20, label, "middle"))
        }
        return lines.joined(separator: "\n")
    }

    private func series(_ index: Int) -> String {
        let series = answer.series[index]
        let color = Plot.colors[index % Plot.colors.count]
        // Side by side, where several have a point at one place.
        let shift = (Double(index) - Double(answer.series.count - 1) / 2) * 28
        var lines: [String] = []
        for point in series.points {
            let x = x(labels.firstIndex(of: point.label) ?? 0) + shift
            let y = y(point.value.median)
            lines.append(
                line(x, self.y(point.value.least), x, self.y(point.value.greatest), "stroke=\"\(color)\""))
            lines.append("<circle cx=\"\(Int(x))\" cy=\"\(Int(y))\" r=\"4\" fill=\"\(color)\"/>")
            lines.append(text(x + 8, y + 4, Figure.text(point.value.median), "start"))
            if let goal = point.goal {
                let y = self.y(goal.value)
                lines.append(line(x - 24, y, x + 24, y, "stroke=\"\(color)\" stroke-dasharray=\"4 3\""))
            }
        }
        if !series.name.isEmpty {
            let x = Plot.left + Double(index) * 140
            lines.append("<circle cx=\"\(Int(x + 4))\" cy=\"344\" r=\"4\" fill=\"\(color)\"/>")
            lines.append(text(x + 14, 348, series.name, "start"))
        }
        return lines.joined(separator: "\n")
    }

    private func x(_ index: Int) -> Double {
        let step = (Plot.width - 16 - Plot.left) / Double(labels.count)
        return Plot.left + step * (Double(index) + 0.5)
    }

    private func y(_ value: Double) -> Double {
        Plot.bottom - (Plot.bottom - Plot.ceiling) * value / top
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> String {
        "<line x1=\"\(Int(x1))\" y1=\"\(Int(y1))\" x2=\"\(Int(x2))\" y2=\"\(Int(y2))\" \(style)/>"
    }

    private func text(_ x: Double, _ y: Double, _ content: String, _ anchor: String) -> String {
        "<text x=\"\(Int(x))\" y=\"\(Int(y))\" text-anchor=\"\(anchor)\">\(Plot.escaped(content))</text>"
    }

    /// The next number above `value` at which an axis may end.
    private static func rounded(_ value: Double) -> Double {
        var scale = 1e-6
        while scale * 10 <= value { scale *= 10 }
        return [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10].map { $0 * scale }.first { $0 >= value } ?? value
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
            .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
    }
}
