// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// Writes explanations for people.
struct ExplanationText {
    private let console: Console
    private let zone: ZoneText
    private let isColored: Bool

    init(_ console: Console, _ output: OutputOptions) {
        self.console = console
        zone = output.zone
        isColored = output.isColored(on: console)
    }

    /// Writes one explanation: where the session stands, then what happened, whose fault it is, and what to do.
    func write(_ explanation: Explanation) throws(OutputFailure) {
        let standing = explanation.findings.first { $0.topic == .state }
        try paragraph(
            Style.heading.applied(to: TerminalText.escaped(explanation.session), isOn: isColored) + ": "
                + Style(explanation.verdict).applied(to: explanation.verdict.words, isOn: isColored) + ". "
                + (standing.map { text($0.sentence) } ?? ""), indentation: 0)
        let story = explanation.findings.filter { ![.state, .fault, .advice].contains($0.topic) }
        if !story.isEmpty {
            try heading("What happened")
            let width = story.compactMap { $0.seq.map { "\($0)".count } }.max() ?? 0
            for finding in story { try write(finding, seqWidth: width) }
        }
        try write(
            explanation, .fault,
            under: explanation.fault == .nobody ? "In short" : "Whose fault: " + explanation.fault.words)
        try write(explanation, .advice, under: "What to do now")
    }

    private func write(
        _ explanation: Explanation, _ topic: Finding.Topic, under title: String
    ) throws(OutputFailure) {
        let findings = explanation.findings.filter { $0.topic == topic }
        guard !findings.isEmpty else { return }
        try heading(title)
        for finding in findings { try paragraph(text(finding.sentence), indentation: 2) }
    }

    private func write(_ finding: Finding, seqWidth: Int) throws(OutputFailure) {
        let seq = finding.seq.map { "\($0)" } ?? ""
        let time = finding.wallMicroseconds.map { zone.text(microseconds: $0) } ?? ""
        let padding = String(repeating: " ", count: seqWidth - seq.count)
        try console.write(
            "  \(padding)\(seq)  " + Style.faint.applied(to: time, isOn: isColored) + "  ",
            wrapped: text(finding.sentence), limit: ExplanationText.limit)
    }

    private func heading(_ title: String) throws(OutputFailure) {
        try console.write(line: Style.heading.applied(to: title, isOn: isColored))
    }

    private func paragraph(_ text: String, indentation: Int) throws(OutputFailure) {
        for line in TerminalText.wrapped(text, to: width - indentation) {
            try console.write(line: String(repeating: " ", count: indentation) + line)
        }
    }

    private func text(_ sentence: Sentence) -> String {
        sentence.text(
            time: { zone.text(milliseconds: $0.milliseconds) }, quotation: { TerminalText.escaped($0) })
    }

    /// Sentences are wrapped also where nobody says how wide the place is.
    private static let limit = 120
    private var width: Int { min(console.surroundings.width ?? ExplanationText.limit, ExplanationText.limit) }
}

extension Style {
    /// How a verdict stands out.
    init(_ verdict: Explanation.Verdict) {
        switch verdict {
        case .fine: self = .good
        case .degraded, .retrying, .abandoned: self = .warning
        case .signInNeeded: self = .bad
        case .signingIn, .signedOut: self = .plain
        }
    }
}

extension Explanation.Verdict {
    /// The words for it.
    var words: String {
        switch self {
        case .fine: "fine"
        case .degraded: "about to fail"
        case .signingIn: "signing in"
        case .retrying: "down, and trying again"
        case .signInNeeded: "somebody has to sign in"
        case .signedOut: "nobody is signed in"
        case .abandoned: "nobody looks after it"
        }
    }
}

extension Explanation.Fault {
    /// The words for it.
    var words: String {
        switch self {
        case .nobody: "nobody's"
        case .server: "the server's"
        case .network: "the network's"
        case .service: "this service's"
        case .clock: "a clock's"
        case .settings: "the settings' or the password's"
        case .unknown: "unknown"
        }
    }
}
