// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation
import TicketparkAuth

/// `tpauth`: keeps a session of the Ticketpark API for shell scripts and people.
@main
struct TPAuth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tpauth",
        abstract: "Sign in to the Ticketpark API, stay signed in, call it.",
        discussion: """
            A session lives in an audit log, and its tokens in the log's vault, sealed with the log's key. Any number \
            of processes of this machine may share both. Try it without an account: tpauth demo.

            EXAMPLES:
              export TICKETPARK_CLIENT_KEY=43_… TICKETPARK_CLIENT_SECRET=…
              tpauth login --username john@domain.ch
              tpauth request GET /events/ --query maxResults=2
              curl -H "Authorization: Bearer $(tpauth token)" "$URL"
              tpauth status
              tpauth logout --burn

            SETTINGS come from flags, then from TICKETPARK_CLIENT_KEY, TICKETPARK_CLIENT_SECRET, TICKETPARK_USERNAME, \
            TICKETPARK_BASE_URL, TICKETPARK_CA_FILE, TPAUTH_LOG and TPAUTH_KEY_FILE, or whatever else a service takes, \
            such as TICKETPARK_CLIENT_SECRET_FILE and TICKETPARK_LOG. Secrets are never arguments.

            EXIT CODES:
               0  fine
               1  a sign-in is needed
               2  refused by the server
               3  unavailable, try later
               5  not a log, damaged, or of a newer format
               6  something cannot be opened, read or written
              64  wrong usage or settings
              70  internal error
             130  ended by SIGINT; 143 by SIGTERM
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, LoginCommand.self, AdoptCommand.self, TokenCommand.self, RequestCommand.self,
            StatusCommand.self, LogoutCommand.self,
        ])

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        Foundation.exit(await Interruption.shared.run { try await run(arguments) })
    }

    /// Runs one command line.
    private static func run(_ arguments: [String]) async throws -> AuthExit {
        do {
            var command = try parseAsRoot(arguments)
            if let command = command as? any AuthCommand { return try await command.execute() }
            // What is left is of the parser's own: help, the version, completion scripts.
            try command.run()
            return .fine
        } catch  where isOfParser(error) {
            return try report(parsing: error, arguments)
        }
    }

    /// Says on standard error, in one line, why a command did not do what it was asked for.
    static func report(_ error: any Error) -> AuthExit {
        switch error {
        case let error as Refusal:
            StandardStream.complain(error.message)
            return error.exit
        case is CancellationError:
            StandardStream.complain("interrupted")
            return .interrupted
        default:
            StandardStream.complain("internal error: \(error)")
            return .internalError
        }
    }

    private static func isOfParser(_ error: any Error) -> Bool {
        !(error is Refusal || error is CancellationError) && exitCode(for: error) != .failure
    }

    private static func report(parsing error: any Error, _ arguments: [String]) throws -> AuthExit {
        guard !exitCode(for: error).isSuccess else {
            try StandardStream.output.write(line: fullMessage(for: error))
            return .fine
        }
        let command = arguments.first.flatMap { name in
            configuration.subcommands.first { $0._commandName == name }.map { _ in " " + name }
        }
        StandardStream.complain(message(for: error) + "; see tpauth\(command ?? "") --help")
        return .usage
    }
}
