// SPDX-License-Identifier: Apache-2.0

/// The answers as one table.
struct MarkdownReport {
    var answers: [Answer]
    /// Whether they come from a quick run.
    var isQuick: Bool

    var text: String {
        let rows = answers.flatMap { answer in
            answer.series.flatMap { series in series.points.map { row($0, of: answer, series.name) } }
        }
        return """
            # Benchmarks

            Medians of one run, with the least and the greatest value. Where two ways are compared, they were measured \
            in turn, and the figure is how many times as fast the first one is. Only ratios say anything about another \
            machine or another day.\(isQuick ? " This was a quick run: its figures are no more than a smoke test." : "")

            | question | case | goal | measured | spread | medians in absolute terms | |
            |---|---|---|---|---|---|---|

            """ + rows.joined()
    }

    private func row(_ point: Answer.Point, of answer: Answer, _ series: String) -> String {
        let symbol = answer.unit.symbol
        let goal =
            switch point.goal {
            case .atLeast(let value): "≥ \(Figure.text(value)) \(symbol)"
            case .atMost(let value): "≤ \(Figure.text(value)) \(symbol)"
            case nil: ""
            }
        let name = [series, point.label].filter { !$0.isEmpty }.joined(separator: ", ")
        let verdict = point.isMet.map { $0 ? "met" : "**missed**" } ?? ""
        return "| \(answer.title) | \(name) | \(goal) | \(Figure.text(point.value.median)) \(symbol) "
            + "| \(Figure.text(point.value.least)) to \(Figure.text(point.value.greatest)) "
            + "| \(point.absolutes) | \(verdict) |\n"
    }
}
