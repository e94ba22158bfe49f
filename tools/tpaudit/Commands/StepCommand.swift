// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation
import TokenMachine

/// `tpaudit step`: walks through a session's history, full screen.
struct StepCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "step",
        abstract: "Walk through a session's history, full screen: event, state before and after, effects.",
        discussion: """
            Marked with * is what an event changed. Works in any terminal of 80 columns and 24 lines, also over ssh, and \
            leaves it as it was.

            KEYS:
              → ↓ space j      next event          ← ↑ k        event before
              PgDn PgUp        ten at once         g G Home End first, last
              :42 Enter        jump to event 42    /text Enter  search; n and N go on
              d                the other rows of a state that is too long for the screen
              q Ctrl-C         quit

            EXAMPLES:
              tpaudit step auth.sqlite box-office
              tpaudit step auth.sqlite box-office --at -2h
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The session; the only one unless given.", completion: .sessions)
    var session: String?
    @OptionGroup var place: AtOption
    @OptionGroup var output: OutputOptions

    var isPaged: Bool { false }

    func validate() throws {
        if output.format != .text {
            throw ValidationError("step is for people; tpaudit events --format \(output.format.rawValue) has the same")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let session = try summary(reader, console)
        guard let versions = try reader.versions(of: session.id) else {
            throw Refusal(exit: .no, message: "\(session.label) has no events")
        }
        guard console.surroundings.isTerminal, Terminal.isThere else {
            throw Refusal(exit: .usage, message: "step needs a terminal; tpaudit events and tpaudit diff do without")
        }
        var stepper = Stepper(reader, session, versions: versions)
        try walk(&stepper, isColored: output.isColored(on: console))
        return .fine
    }

    private func summary(_ reader: LogReader, _ console: Console) throws -> SessionSummary {
        let position = try place.position(in: reader, named: log.log, console, output.zone)
        if let session { return try reader.requireSession(session, at: position) }
        let sessions = try reader.sessions(at: position)
        guard let only = sessions.first, sessions.count == 1 else {
            throw Refusal(
                exit: sessions.isEmpty ? .no : .usage,
                message: sessions.isEmpty
                    ? "\(log.log) has no sessions"
                    : "name one of \(sessions.prefix(10).map(\.label).joined(separator: ", "))")
        }
        return only
    }

    private func walk(_ stepper: inout Stepper, isColored: Bool) throws {
        let terminal = Terminal()
        Interruption.listen()
        Interruption.listenForStops()
        terminal.open()
        defer { terminal.close() }
        var keys = KeyReader()
        var shown: [String] = []
        while !stepper.isOver, !Interruption.hasCome {
            if Interruption.takeStop() {
                terminal.close()
                raise(SIGSTOP)
                terminal.open()
                shown = []
            }
            let size = terminal.size
            if let step = try stepper.step() {
                let screen = StepScreen(
                    step: step, zone: output.zone, isColored: isColored, message: stepper.bottom, part: stepper.part)
                let lines = screen.lines(width: size.width, height: size.height)
                if lines != shown { terminal.show(lines) }
                shown = lines
            }
            guard let bytes = terminal.read() else { return }
            for key in keys.keys(bytes) { try stepper.press(key) }
        }
    }
}
