// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The answers for programs: one object for each figure.
struct JSONReport {
    private struct Content: Encodable {
        var isQuick: Bool
        var figures: [Entry]
    }

    private struct Entry: Encodable {
        var question: String
        var series: String
        var label: String
        var unit: String
        var median: Double
        var least: Double
        var greatest: Double
        var atLeast: Double?
        var atMost: Double?
        var isMet: Bool?
    }

    var answers: [Answer]
    /// Whether they come from a quick run.
    var isQuick: Bool

    var text: String {
        get throws {
            let figures = answers.flatMap { answer in
                answer.series.flatMap { series in series.points.map { figure($0, of: answer, series.name) } }
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return String(decoding: try encoder.encode(Content(isQuick: isQuick, figures: figures)), as: UTF8.self)
                + "\n"
        }
    }

    private func figure(_ point: Answer.Point, of answer: Answer, _ series: String) -> Entry {
        var figure = Entry(
            question: answer.name, series: series, label: point.label, unit: answer.unit.symbol,
            median: point.value.median, least: point.value.least, greatest: point.value.greatest, isMet: point.isMet)
        switch point.goal {
        case .atLeast(let value): figure.atLeast = value
        case .atMost(let value): figure.atMost = value
        case nil: break
        }
        return figure
    }
}
