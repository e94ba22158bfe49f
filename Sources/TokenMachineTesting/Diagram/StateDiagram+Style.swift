// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension StateDiagram {
    /// The style sheet of the drawing, for light and for dark.
    static var style: String {
        """
        text { text-anchor: middle; font-family: ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace; }
        .start { text-anchor: start; }
        .end { text-anchor: end; }
        .name { font-size: 16px; font-weight: 600; }
        .event { font-size: \(fontSize.svg)px; }
        .note { font-size: 12px; font-family: system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; }
        .ground, .box, .tag { stroke-width: 1; }
        .box { stroke-width: 1.5; }
        .tag { stroke-dasharray: 3 3; }
        .way { fill: none; stroke-width: 1.5; }
        \(light.rules)@media (prefers-color-scheme: dark) {
        \(dark.rules)}

        """
    }

    private static let light = Scheme(
        ground: "#fcfcfd", border: "#d8dee4", ink: "#1f2328", quiet: "#59636e",
        states: [
            .unauthenticated: ("#f0f2f4", "#6e7781"), .authenticating: ("#e4f0ff", "#0969da"),
            .valid: ("#e0f5e5", "#1a7f37"), .expired: ("#fff3d6", "#9a6700"), .refreshing: ("#e4f0ff", "#0969da"),
            .failed: ("#ffe9e7", "#cf222e"),
        ])

    private static let dark = Scheme(
        ground: "#12161c", border: "#30363d", ink: "#e6edf3", quiet: "#9da7b3",
        states: [
            .unauthenticated: ("#21262d", "#8b949e"), .authenticating: ("#102440", "#58a6ff"),
            .valid: ("#0f2e1b", "#3fb950"), .expired: ("#332508", "#d29922"), .refreshing: ("#102440", "#58a6ff"),
            .failed: ("#3b1618", "#f85149"),
        ])

    /// The colours of one scheme. An arrow has the colour of the state that it leads to.
    private struct Scheme: Sendable {
        var ground: String
        var border: String
        var ink: String
        var quiet: String
        var states: [StateKind: (fill: String, line: String)]

        var rules: String {
            var rules = [
                ".ground { fill: \(ground); stroke: \(border); }",
                ".name, .event { fill: \(ink); }",
                ".note { fill: \(quiet); }",
                ".tag { fill: \(ground); }",
            ]
            for state in StateKind.allCases {
                guard let colour = states[state] else { continue }
                rules += [
                    ".\(state) .box { fill: \(colour.fill); stroke: \(colour.line); }",
                    ".\(state) .tag, .\(state) .way { stroke: \(colour.line); }",
                    ".\(state) .head, .\(state) .dot { fill: \(colour.line); }",
                ]
            }
            return rules.map { "\($0)\n" }.joined()
        }
    }
}
