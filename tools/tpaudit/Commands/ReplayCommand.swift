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

            EXAMPLE:
              tpaudit replay auth.sqlite --session box-office
            """)

    @OptionGroup var log: LogArgument
    @Option(name: .shortAndLong, help: "That session alone. Repeat for more.", completion: .sessions)
    var session: [String] = []
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
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
            try console.write(line: "  \(difference.field)\(padding)  recorded  \(recorded)")
            try console.write(line: "  \(String(repeating: " ", count: width))  replayed  \(replayed)")
        }
    }
}

/// The failure of `body`, if it fails: what a callback that may not throw keeps for later.
func attempt(_ body: () throws(OutputFailure) -> Void) -> OutputFailure? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}

/// A number with its noun.
func counted(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) " + (count == 1 ? noun : noun.hasSuffix("y") ? noun.dropLast() + "ies" : noun + "s")
}
