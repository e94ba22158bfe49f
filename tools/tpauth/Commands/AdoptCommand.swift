// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TicketparkAuth

/// `tpauth adopt`: takes over tokens that were got elsewhere.
struct AdoptCommand: AuthCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take over a refresh token that was got elsewhere.",
        usage: "tpauth adopt [<options>]",
        discussion: """
            Reads from standard input a refresh token, or the token endpoint's answer in JSON with refresh_token, \
            access_token and expires_in. From then on nobody else may use the refresh token: two clients that share \
            one end each other's session.

            EXAMPLES:
              tpauth adopt < refresh-token.txt
              tpauth adopt --session box-office < answer.json
            """)

    @OptionGroup var log: LogOptions
    @OptionGroup var client: ClientOptions

    func execute() async throws -> AuthExit {
        let place = try await log.place()
        let provider = try await client.provider()
        let tokens = try OfferedTokens(parsing: StandardInput.secret("refresh token", prompt: "Refresh token: "))
        try await SessionAccess(provider: provider, place: place).run(createsLog: true) { session in
            try await session.adopt(
                refreshToken: tokens.refresh?.reveal(),
                accessToken: tokens.access.map { ($0.token.reveal(), $0.lifetime) })
            // Only the server can say whether they are good.
            _ = try await session.accessToken(waitingUpTo: .seconds(client.timeout))
            try StandardStream.output.write(line: "session \(OneLine.of(place.label)) goes on with these tokens")
        }
        return .fine
    }
}
