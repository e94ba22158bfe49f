// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit doctor`: whether a log has what it needs.
struct DoctorCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Whether a log has what it needs: disk, permissions, locks, clock, SQLite, sessions.",
        discussion: """
            Each check is one line: ok, warning or problem, and what to do. Nothing is changed. Whether the log is as it \
            was written is for tpaudit verify to say. Exit code 1 where there is a problem.

            EXAMPLES:
              tpaudit doctor auth.sqlite
              tpaudit doctor auth.sqlite --key-file auth.key --format json
            """)

    @OptionGroup var log: LogArgument
    @Option(help: "The file with the vault key; the log's name with .key behind it unless given.", completion: .file())
    var keyFile: String?
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let surroundings = Surroundings.around(log.log, keyFile: keyFile)
        guard surroundings.log != nil else { throw LogError.notFound(path: log.log) }
        // What opens a log may make side files: the surroundings are looked at before.
        var checks = Checkup(facts: surroundings).ofFiles()
        var failure: LogError?
        do throws(LogError) {
            checks += try DoctorCommand.checks(
                log.makeReader(), keyPath: surroundings.keyPath, now: console.surroundings.nowMicroseconds)
        } catch {
            failure = error
            checks.append(Check("opening", .problem, error.description))
        }
        try write(checks, to: console)
        if let failure { return AuditExit(failure) }
        return checks.contains { $0.outcome == .problem } ? .no : .fine
    }

    private static func checks(
        _ reader: LogReader, keyPath: String, now: Int64
    ) throws(LogError) -> [Check] {
        let settings = try reader.settings()
        let instant = Instant(milliseconds: now / 1000)
        var checks = [
            Check("opening", .ok, reader.note ?? "it opens"),
            Checkup.sqlite(settings.sqliteNumber, settings.sqliteVersion),
            Checkup.layout(settings),
            Checkup.end(lost: try reader.lostEvents()),
            Checkup.clock(
                last: try reader.info().lastMicroseconds, jump: settings.lastJumpMicroseconds, now: now),
        ]
        if let match = Checkup.match(reader.isVaultKey(keyPath), path: keyPath) { checks.append(match) }
        let policies = Dictionary(try reader.policies().map { ($0.id, $0.policy) }) { first, _ in first }
        for session in try reader.sessions() {
            guard let explanation = try reader.explain(session.label, now: instant) else { continue }
            let policy = session.last.flatMap { policies[$0.policy] } ?? .ticketpark
            checks.append(Checkup.session(session, explanation, policy, now: instant))
        }
        return checks
    }

    private func write(_ checks: [Check], to console: Console) throws {
        guard let format = output.machineFormat else {
            var table = Table(
                [("CHECK", .left), ("IS", .left), ("WHAT WAS SEEN, AND WHAT TO DO", .left)], console: console,
                isColored: output.isColored(on: console))
            for check in checks {
                let advice =
                    check.advice.isEmpty ? "" : ". " + check.advice.prefix(1).uppercased() + check.advice.dropFirst()
                try table.add([
                    Table.Cell(TerminalText.escaped(check.name)),
                    Table.Cell(check.outcome.rawValue, check.outcome.style),
                    Table.Cell(TerminalText.escaped(check.text + advice)),
                ])
            }
            return try table.finish()
        }
        var writer = RowWriter(console, format, columns: Check.fieldNames)
        try writer.begin()
        for check in checks { try writer.add(check.value) }
        try writer.end()
    }
}

extension Check.Outcome {
    fileprivate var style: Style {
        switch self {
        case .ok: .good
        case .warning: .warning
        case .problem: .bad
        }
    }
}
