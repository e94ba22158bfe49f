// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TicketparkAuth
import TokenMachine

/// `tpauth logout`: forgets what a session holds.
struct LogoutCommand: AuthCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Sign out: forget the session's tokens.",
        usage: "tpauth logout [--burn] [<options>]",
        discussion: """
            Tokens are forgotten here. At the server they stay good until they expire, as it has no way to revoke \
            them. With --burn the refresh token is spent once more and the answer dropped, which kills it there too.

            EXAMPLE:
              tpauth logout --burn
            """)

    @Flag(help: "Spend the refresh token, so that it is dead at the server too.")
    var burn = false
    @OptionGroup var log: LogOptions
    @OptionGroup var client: ClientOptions

    func execute() async throws -> AuthExit {
        let place = try await log.place()
        try await SessionAccess(provider: try await client.provider(), place: place).run(createsLog: false) { session in
            let before = try await session.state
            try await session.signOut(burn: burn)
            try StandardStream.output.write(line: said(of: before, place))
        }
        return .fine
    }

    private func said(of before: TokenState, _ place: LogPlace) -> String {
        let label = OneLine.of(place.label)
        guard before.kind != .unauthenticated else { return "nobody was signed in to session \(label)" }
        guard before.refresh != nil else { return "session \(label) is signed out" }
        return "session \(label) is signed out"
            + (burn ? ", and its refresh token is being spent" : "; its refresh token stays good at the server")
    }
}
