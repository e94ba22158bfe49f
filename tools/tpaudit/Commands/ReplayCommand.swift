// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit replay`: folds the recorded events through this build's reducer.
struct ReplayCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Decide all recorded events again, and compare.",
        discussion: """
            Every event is decided anew by this version's machine, under the policy that was in force, from the state \
            that was recorded before it. State, effects and disposition are compared with what was recorded. Exit \
            code 3 where something differs.

            With --policy or --set the same history is simulated under another policy: what people and callers did \
            stays as it was, timers go off when the policy says, and the server answers as it did around that time. \
            Callers who were given a token at once are in no log, so what renewal on demand would do is known the least.

            Beside it stand what was recorded, and the policy last in force simulated in the same way. The change is \
            that between the two simulations. What lies between record and simulation is what the log cannot tell, and \
            says how far the figures can be trusted.

            EXAMPLES:
              tpaudit replay auth.sqlite --session box-office
              tpaudit replay auth.sqlite --set renewAt=0.5
              tpaudit replay auth.sqlite --set maxTries=10 --set requestTimeLimit=20s
              tpaudit replay auth.sqlite --policy other-policy.json --format json

            SETTINGS:
            \(settings)

            A policy file is a JSON object of them, or of the fields that tpaudit info --format json shows.
            """)

    /// The settings that `--set` takes, one a line.
    private static var settings: String {
        let all = PolicySetting.all
        let width = all.map(\.name.count).max() ?? 0
        return all.map {
            "  \($0.name)" + String(repeating: " ", count: width + 2 - $0.name.count) + $0.kind.words
        }.joined(separator: "\n")
    }

    @OptionGroup var log: LogArgument
    @Option(name: .shortAndLong, help: "That session alone. Repeat for more.", completion: .sessions)
    var session: [String] = []
    @Option(
        help: ArgumentHelp("What a policy in that JSON file would have done.", valueName: "file"), completion: .file())
    var policy: String?
    @Option(
        help: ArgumentHelp("What a policy with that setting would have done. Repeat for more.", valueName: "name=value")
    )
    var set: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        var change = PolicyChange()
        for setting in set { try change.add(setting) }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        if policy != nil || !set.isEmpty { return try runWhatIf(reader, console) }
        let sessions = Set(try session.map { try reader.requireSession($0).id })
        let replay =
            if let format = output.machineFormat {
                try write(reader, sessions, format, to: console)
            } else {
                try writeText(reader, sessions, to: console)
            }
        return replay.divergences == 0 ? .fine : .replayDivergence
    }

    private func write(
        _ reader: LogReader, _ sessions: Set<SessionID>, _ format: MachineFormat, to console: Console
    ) throws -> Replay {
        var writer = RowWriter(
            console, format, columns: ["seq", "session", "kind", "reducer", "differences"], listName: "divergences")
        try writer.begin()
        var failure: OutputFailure?
        let replay = try reader.replay(sessions: sessions) { divergence in
            failure = failure ?? attempt { () throws(OutputFailure) in try writer.add(divergence.value) }
        }
        if let failure { throw failure }
        try writer.end(replay.summary)
        return replay
    }

    private func writeText(_ reader: LogReader, _ sessions: Set<SessionID>, to console: Console) throws -> Replay {
        let isColored = output.isColored(on: console)
        var failure: OutputFailure?
        let replay = try reader.replay(sessions: sessions) { divergence in
            failure =
                failure
                ?? attempt { () throws(OutputFailure) in
                    try writeText(divergence, isColored: isColored, to: console)
                }
        }
        if let failure { throw failure }
        let events = counted(replay.events, "event")
        if replay.divergences == 0 {
            try console.write(
                line: Style.good.applied(to: "the same", isOn: isColored)
                    + ": \(events) decided again by reducer \(replay.reducer)")
        } else {
            try console.write(
                line: Style.bad.applied(to: "different", isOn: isColored)
                    + ": \(replay.divergences) of \(events) decided again by reducer \(replay.reducer)")
        }
        return replay
    }

    private func writeText(
        _ divergence: ReplayDivergence, isColored: Bool, to console: Console
    ) throws(OutputFailure) {
        let heading = "event \(divergence.seq)"
        try console.write(
            line: Style.heading.applied(to: heading, isOn: isColored)
                + " \(divergence.kind) of \(TerminalText.escaped(divergence.session)), decided by reducer "
                + "\(divergence.reducer)")
        let width = divergence.differences.map { TerminalText.width($0.field) }.max() ?? 0
        for difference in divergence.differences {
            let padding = String(repeating: " ", count: width - TerminalText.width(difference.field))
            let recorded = (difference.recorded ?? .null).text(in: output.zone)
            let replayed = (difference.replayed ?? .null).text(in: output.zone)
            try console.write("  \(difference.field)\(padding)  recorded  ", wrapped: recorded)
            try console.write("  \(String(repeating: " ", count: width))  replayed  ", wrapped: replayed)
        }
    }
}
