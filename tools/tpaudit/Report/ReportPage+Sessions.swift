// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension ReportPage {
    /// The sessions and why they stand where they stand, those first that need somebody.
    var sessions: Markup {
        guard !content.sessions.isEmpty else { return "<p class=\"soft\">The log has none.</p>" }
        let told = content.sessions.enumerated().filter { $0.element.explanation != nil }
        let cards = told.sorted {
            (ReportPage.rank($0.element), $0.offset) < (ReportPage.rank($1.element), $1.offset)
        }
        let rest = content.sessions.count - told.count
        let note: Markup =
            rest > 0
            ? """
            <p class="note">\(counted(rest, "more session")) that need somebody less, in the choices of sessions below; \
            tpaudit why tells of each.</p>
            """ : ""
        let all = cards.enumerated().map { rank, card in
            // What somebody has come for is not folded up.
            self.card(card.element, place: card.offset + 1, isOpen: rank < 3 && ReportPage.rank(card.element) < 4)
        }
        return "\(Markup(all))\(note)"
    }

    private static func rank(_ session: ReportContent.Session) -> Int {
        switch session.explanation?.verdict {
        case .signInNeeded: 0
        case .retrying: 1
        case .abandoned: 2
        case .degraded: 3
        case .signingIn: 4
        case .fine: 5
        case .signedOut: 6
        case nil: 7
        }
    }

    /// - Parameter place: Its place in the data of the page.
    private func card(_ session: ReportContent.Session, place: Int, isOpen: Bool) -> Markup {
        guard let explanation = session.explanation else { return "" }
        let look = ReportPage.look(explanation.verdict)
        let label = TerminalText.escaped(session.label)
        let fault: Markup =
            explanation.fault == .nobody
            ? "" : "<span>Whose fault: <strong>\(explanation.fault.words)</strong></span>"
        let story = explanation.findings.filter { ![.state, .fault, .advice].contains($0.topic) }
        let state = session.end.map { "\($0.state.kind)" } ?? "unreadable"
        return """
            <article class="card session" aria-labelledby="session-\(place)">
            <div class="title">
            <h3 id="session-\(place)">\(label)</h3>
            <span class="pill \(look)">\(explanation.verdict.words)</span>
            <span class="badge \(state)">\(state)</span>
            \(fault)
            <button type="button" class="pick needs-script" data-session="\(place)">Show its events</button>
            </div>
            \(Markup(sentences(explanation, .state).map { "<p>\($0)</p>" }))
            <canvas class="strip needs-script" data-session="\(place)" role="img" \
            aria-label="The states of \(label) over the whole time of the report"></canvas>
            <details\(isOpen ? " open" : "")>
            <summary>What happened (\(counted(story.count, "sentence")))</summary>
            <ol class="story">
            \(Markup(story.map(line)))
            </ol>
            \(Markup(sentences(explanation, .fault).map { "<p>\($0)</p>" }))
            </details>
            <p>What to do now:</p>
            <ul class="advice">
            \(Markup(sentences(explanation, .advice).map { "<li>\($0)</li>" }))
            </ul>
            </article>
            """
    }

    private func sentences(_ explanation: Explanation, _ topic: Finding.Topic) -> [Markup] {
        explanation.findings.filter { $0.topic == topic }.map { "\(text($0.sentence))" }
    }

    private func line(_ finding: Finding) -> Markup {
        let seq: Markup = if let seq = finding.seq { "<a href=\"#e\(seq)\">\(seq)</a>" } else { "<span></span>" }
        let when: Markup = if let wall = finding.wallMicroseconds { time(wall) } else { "<time></time>" }
        return "<li>\(seq)\(when)<span>\(text(finding.sentence))</span></li>"
    }

    private func text(_ sentence: Sentence) -> String {
        sentence.text(
            time: { ZoneText.utc.text(milliseconds: $0.milliseconds) }, quotation: { TerminalText.escaped($0) })
    }

    private static func look(_ verdict: Explanation.Verdict) -> Markup {
        switch verdict {
        case .fine: "good"
        case .degraded, .retrying, .abandoned: "warning"
        case .signInNeeded: "bad"
        case .signingIn, .signedOut: "soft"
        }
    }

    /// The machine with how often each way was gone.
    var diagram: Markup {
        let diagram = TransitionDiagram(content.transitions)
        return """
            <svg id="diagram" viewBox="\(TransitionDiagram.viewBox)" role="img" aria-labelledby="diagram-title" \
            aria-describedby="diagram-words">
            \(Markup(trusted: diagram.drawing))
            </svg>
            <p class="soft">Dashed is what the machine can do and did not do here. Marked is where the event that is \
            selected led.</p>
            <details>
            <summary>The same in words</summary>
            <p id="diagram-words">\(diagram.sentences)</p>
            </details>
            """
    }
}
