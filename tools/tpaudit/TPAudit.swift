// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit`: reads logs, and tells what happened and whether they are as they were written.
@main
struct TPAudit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tpaudit",
        abstract: "Inspect, replay and verify a log of ticketpark-auth.",
        discussion: """
            Something went wrong? tpaudit why LOG tells what happened, whose fault it is and what to do now.

            Logs are only read, also while a service writes to them, by all commands but archive, rotate-key and \
            checkpoint.

            EXAMPLES:
              tpaudit why auth.sqlite
              tpaudit sessions auth.sqlite
              tpaudit events auth.sqlite --session box-office --since -2h
              tpaudit events auth.sqlite --state failed -r -n 10
              tpaudit show auth.sqlite 42
              tpaudit state auth.sqlite box-office --at yesterday
              tpaudit verify auth.sqlite --key-file auth.key
              tpaudit report auth.sqlite -o auth.html
              tpaudit events auth.sqlite --follow --format jsonl | jq .kind

            TIMES: 2026-03-01T12:30:00Z, 2026-03-01, @1772368200, -90s, -30m, -2h, -7d, now, today, yesterday. \
            Without an offset they are in the zone of --tz. Ranges hold --since and leave out --until.

            EXIT CODES:
               0  fine
               1  the answer is no: nothing matched, they differ
               2  the log is not as it was written
               3  a replay decides differently
               4  not everything could be verified
               5  not a log, or one of a newer format
               6  cannot be opened
               7  the output cannot be written
              64  wrong usage
              70  internal error
            """,
        version: "0.1.0",
        subcommands: [
            InfoCommand.self, SessionsCommand.self, EventsCommand.self, ShowCommand.self, StateCommand.self,
            WhyCommand.self, DiffCommand.self, TraceCommand.self, StatsCommand.self, FindCommand.self,
            TransitionsCommand.self, StepCommand.self, ReplayCommand.self, VerifyCommand.self, DoctorCommand.self,
            ProveCommand.self, CheckProofCommand.self, ArchiveCommand.self, RotateKeyCommand.self,
            CompareCommand.self, CheckpointCommand.self, AnchorCommand.self,
            ExportCommand.self, ImportCommand.self, BackupCommand.self, ReportCommand.self,
            SchemaCommand.self,
        ])

    static func main() {
        StandardOutput.prepare()
        StandardOutput.exit(run(Array(CommandLine.arguments.dropFirst()), console: StandardOutput.console()))
    }

    /// Runs one command line and answers its exit code. Every error comes out as one line.
    static func run(_ arguments: [String], console: Console) -> AuditExit {
        do {
            var command = try parseAsRoot(arguments)
            guard let audit = command as? any ConsoleCommand else {
                try command.run()
                return .fine
            }
            if audit.isPaged { console.surroundings.beginPaging() }
            if audit.makesFiles { console.surroundings.beginMakingFiles() }
            let exit = try audit.run(console)
            try console.flush()
            return exit
        } catch {
            return finish(error, arguments, console)
        }
    }

    private static func finish(_ error: any Error, _ arguments: [String], _ console: Console) -> AuditExit {
        // What was found before the error is no less true.
        try? console.flush()
        switch error {
        case let error as LogError:
            console.complain(error.description)
            return AuditExit(error)
        case let error as Refusal:
            console.complain(error.message)
            return error.exit
        case let error as OutputFailure:
            console.complain(error.description)
            return .outputFailed
        default:
            return finishParsing(error, arguments, console)
        }
    }

    private static func finishParsing(_ error: any Error, _ arguments: [String], _ console: Console) -> AuditExit {
        guard !exitCode(for: error).isSuccess else {
            do throws(OutputFailure) {
                try console.write(fullMessage(for: error) + "\n")
                try console.flush()
                return .fine
            } catch {
                console.complain(error.description)
                return .outputFailed
            }
        }
        guard exitCode(for: error) == .validationFailure else {
            console.complain("\(error)")
            return .internalError
        }
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let name = arguments.first, !name.hasPrefix("-") else {
            console.complain(oneLine(message(for: error)) + "; see tpaudit --help")
            return .usage
        }
        guard commands.contains(name) else {
            console.complain("there is no command \(name); the commands are \(commands.joined(separator: ", "))")
            return .usage
        }
        var problem = oneLine(message(for: error))
        if problem.hasSuffix(".") { problem.removeLast() }
        console.complain(problem + (problem.hasSuffix("?") ? " See" : "; see") + " tpaudit \(name) --help")
        return .usage
    }

    /// The lines of a message as one, its lists separated by commas.
    private static func oneLine(_ message: String) -> String {
        let lines = message.split(separator: "\n")
        guard let first = lines.first, lines.count > 1 else { return message }
        let items = lines.dropFirst().map { $0.drop { " -".contains($0) } }
        return first + " " + items.joined(separator: ", ")
    }
}

/// A command that writes to a console.
protocol ConsoleCommand: ParsableCommand {
    /// Whether people may leaf through the answer.
    var isPaged: Bool { get }

    /// Whether files come of it that are no use before they are whole.
    var makesFiles: Bool { get }

    /// Runs the command.
    func run(_ console: Console) throws -> AuditExit
}

extension ConsoleCommand {
    var isPaged: Bool { false }

    var makesFiles: Bool { false }

    mutating func run() throws {
        throw CleanExit.helpRequest(self)
    }
}

/// A command that answers in any of the formats.
protocol AuditCommand: ConsoleCommand {
    /// How the answer is written.
    var output: OutputOptions { get }
}

extension AuditCommand {
    var isPaged: Bool { output.format == .text && !output.isWithoutPager }
}
