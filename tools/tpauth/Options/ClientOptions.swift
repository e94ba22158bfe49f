// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TicketparkAuth

/// How the server is reached, and who this client is.
struct ClientOptions: ParsableArguments {
    @Option(help: "The client key (TICKETPARK_CLIENT_KEY).")
    var clientKey: String?
    @Option(
        help: "A file with the client secret, instead of TICKETPARK_CLIENT_SECRET; its last line break does not count.",
        completion: .file())
    var clientSecretFile: String?
    @Option(
        help: """
            How key and secret are sent: in HTTP Basic, as they are or form-encoded, or in the request's body \
            (TICKETPARK_CLIENT_AUTHENTICATION). (default: raw)
            """)
    var clientAuth: ClientAuth?
    @Option(help: "Where the API lives (TICKETPARK_BASE_URL). (default: \(Provider.ticketparkBaseURL))")
    var baseURL: String?
    @Option(
        help: "A PEM file of certificate authorities to trust beside the system's (TICKETPARK_CA_FILE).",
        completion: .file())
    var caFile: String?
    @Option(help: ArgumentHelp("How long to wait for a token.", valueName: "seconds"))
    var timeout = 60

    /// How key and secret are sent.
    enum ClientAuth: String, ExpressibleByArgument, CaseIterable {
        case raw
        case form
        case body
    }

    func validate() throws {
        guard (1...86_400).contains(timeout) else {
            throw ValidationError("--timeout takes 1 to 86400 seconds")
        }
    }

    /// The provider that flags and environment describe.
    func provider() async throws -> Provider {
        let settings = Settings(flags: [
            .clientKey: clientKey, .clientSecret: clientSecretFile, .clientAuth: clientAuth?.rawValue,
            .baseURL: baseURL, .caFile: caFile,
        ])
        return try await settings.read { try await Provider(settings: $0) }
    }
}
