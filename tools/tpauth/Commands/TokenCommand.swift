// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TicketparkAuth

/// `tpauth token`: prints an access token.
struct TokenCommand: AuthCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print an access token that is usable now, refreshed if need be.",
        usage: "tpauth token [<options>]",
        discussion: """
            Prints the token and nothing else. Whoever has it acts for the user until it expires, so keep it out of \
            files and logs.

            EXAMPLE:
              curl -H "Authorization: Bearer $(tpauth token)" "$URL"
            """)

    @OptionGroup var log: LogOptions
    @OptionGroup var client: ClientOptions

    func execute() async throws -> AuthExit {
        let access = SessionAccess(provider: try await client.provider(), place: try await log.place())
        try await access.run(createsLog: false) { session in
            let token = try await session.accessToken(waitingUpTo: .seconds(client.timeout))
            try StandardStream.output.write(line: token.secret.reveal())
        }
        return .fine
    }
}
