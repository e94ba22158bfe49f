// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension ReportPage {
    /// What the page is about.
    var head: Markup {
        let range = content.range
        let events = content.table.sessions.count - content.table.sessionCount
        let which: Markup =
            if let seqs = range.seqs {
                events == 1
                    ? "event \(seqs.lowerBound)" : "\(events), from \(seqs.lowerBound) to \(seqs.upperBound)"
            } else {
                "none"
            }
        let left: Markup = range.isCut ? " (earlier ones are left out)" : ""
        return """
            <h1>\(name)</h1>
            <dl class="facts">
            <div><dt>Report of</dt><dd>\(time(content.madeMicroseconds))</dd></div>
            <div><dt>Log</dt><dd class="hash">\(hex(content.info.logID))</dd></div>
            <div><dt>Begun</dt><dd>\(time(content.info.createdMicroseconds))</dd></div>
            <div><dt>Events</dt><dd>\(which)\(left)</dd></div>
            <div><dt>Sessions</dt><dd>\(content.sessions.count)</dd></div>
            <div><dt>Processes</dt><dd>\(content.writers.count)</dd></div>
            <div><dt>Times</dt><dd>UTC</dd></div>
            </dl>
            """
    }

    /// What the verification found, first of all.
    var verification: Markup {
        let result = content.verification
        let (look, title): (Markup, Markup) =
            switch result.outcome {
            case .intact: ("is-good", "<span class=\"good\">Intact</span>: the log is as it was written")
            case .broken: ("is-bad", "<span class=\"bad\">BROKEN</span>: the log is not as it was written")
            case .incomplete:
                ("is-warning", "<span class=\"warning\">Incomplete</span>: nothing found, and not all could be checked")
            }
        let key: Markup =
            if let key = result.signingKey { "<div><dt>Signing key</dt><dd class=\"hash\">\(hex(key))</dd></div>" } else
            { "" }
        let chain: Markup =
            if let chain = result.chain { "<div><dt>Chain</dt><dd class=\"hash\">\(hex(chain))</dd></div>" } else { "" }
        let troubles = content.troubles.map { "<p class=\"bad\">\($0)</p>" as Markup }
        return """
            <section class="card outcome \(look)" id="verification" aria-labelledby="verification-title">
            <h2 id="verification-title">\(title)</h2>
            \(findings)
            \(Markup(result.gaps.map { "<p class=\"warning\">Not checked: \(TerminalText.escaped($0))</p>" }))
            \(Markup(result.notes.map { "<p class=\"soft\">Note: \(TerminalText.escaped($0))</p>" }))
            \(Markup(troubles))
            <dl class="facts">
            <div><dt>Checked</dt><dd>\(counted(result.events, "event")) of the whole log</dd></div>
            \(key)
            \(chain)
            </dl>
            </section>
            """
    }

    private var findings: Markup {
        guard content.verification.findings > 0 else { return "" }
        let lines = content.findings.map { finding -> Markup in
            let place: Markup =
                if let seq = finding.seq { "<a href=\"#e\(seq)\">event \(seq)</a>: " } else { "" }
            return "<li>\(place)\(TerminalText.escaped(finding.text)) [\(finding.check.rawValue)]</li>"
        }
        let more = content.verification.findings - lines.count
        let rest: Markup =
            more > 0 ? "<p>And \(counted(more, "more finding")); tpaudit verify lists all.</p>" : ""
        return """
            <p class="bad">\(counted(content.verification.findings, "finding")):</p>
            <ul class="findings">
            \(Markup(lines))
            </ul>
            \(rest)
            """
    }

    /// A time by the wall clock, to the second.
    func time(_ microseconds: Int64) -> Markup { "<time>\(ZoneText.utc.text(microseconds: microseconds))</time>" }
}
