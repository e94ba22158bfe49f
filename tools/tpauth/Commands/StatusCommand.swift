// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation
import TicketparkAuth
import TokenMachine

/// `tpauth status`: tells where a session stands.
struct StatusCommand: AuthCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell where the session stands, and what to do next.",
        usage: "tpauth status [<options>]",
        discussion: """
            Only reads the log: nothing is refreshed, nothing is made, and no key is needed. Exit code 0 where \
            callers are served, 1 where a sign-in is needed, 2 or 3 where callers are not served for now.

            EXAMPLES:
              tpauth status
              tpauth status --session box-office --format json
            """)

    @OptionGroup var log: LogOptions
    @Option(help: "How the answer is written: for people, or for programs.")
    var format: Format = .text

    /// How the answer is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func execute() async throws -> AuthExit {
        let place = try await log.place()
        let report: StatusReport
        do {
            report = try StatusReport(place, now: .wallClock)
        } catch {
            throw Refusal(error)
        }
        switch format {
        case .text:
            for line in report.lines { try StandardStream.output.write(line: line) }
        case .json:
            try StandardStream.output.write([UInt8](report.json) + [UInt8(ascii: "\n")])
        }
        return report.exit
    }
}
