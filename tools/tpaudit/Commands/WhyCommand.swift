// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit why`: how a session came to its present state, in sentences.
struct WhyCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Why a session stands where it stands, in sentences: what happened, whose fault, what now.",
        discussion: """
            Tells the last good refresh, what was tried since, what the server said, whether a token was lost here or \
            revoked there, and what to do now. Each sentence names the event that it rests on; tpaudit show has all \
            of that.

            EXAMPLES:
              tpaudit why auth.sqlite
              tpaudit why auth.sqlite box-office
              tpaudit why auth.sqlite box-office --at 2026-03-01T03:00:00Z
              tpaudit why auth.sqlite --format json |
                jq '.[] | select(.verdict == "signInNeeded")'
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The session; all of them unless given.", completion: .sessions)
    var session: String?
    @OptionGroup var place: AtOption
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let now = console.surroundings.nowMicroseconds
        let position = try place.position(in: reader, named: log.log, console, output.zone)
        let labels = try session.map { [try reader.requireSession($0).label] } ?? reader.sessions().map(\.label)
        let explanations = try labels.compactMap {
            try reader.explain($0, at: position, now: try PositionOption.instant(position, of: reader, now: now))
        }
        if let format = output.machineFormat {
            try write(explanations, format, to: console)
        } else {
            for (index, explanation) in explanations.enumerated() {
                if index > 0 { try console.write(line: "") }
                try ExplanationText(console, output).write(explanation)
            }
        }
        return explanations.isEmpty ? .no : .fine
    }

    private func write(_ explanations: [Explanation], _ format: MachineFormat, to console: Console) throws {
        var writer = RowWriter(
            console, format, columns: ["session", "verdict", "fault", "topic", "seq", "wall", "text"])
        try writer.begin()
        for explanation in explanations {
            guard format == .csv else {
                try writer.add(explanation.value)
                continue
            }
            // A table has a row for each sentence.
            for finding in explanation.findings {
                guard case .object(let fields) = finding.value else { continue }
                try writer.add(
                    .object(
                        [
                            LogValue.Field("session", .text(explanation.session)),
                            LogValue.Field("verdict", .text(explanation.verdict.rawValue)),
                            LogValue.Field("fault", .text(explanation.fault.rawValue)),
                        ] + fields))
            }
        }
        try writer.end()
    }
}
