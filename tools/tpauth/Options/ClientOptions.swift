import ArgumentParser
import AuditLog
import Foundation
import TicketparkAuth

/// How the server is reached, and who this client is.
struct ClientOptions: ParsableArguments {
    @Option(help: "The client key (TICKETPARK_CLIENT_KEY).")
    var clientKey: String?
    @Option(
        help: "A file with the client secret, instead of TICKETPARK_CLIENT_SECRET; its last line break does not count.",
        completion: .file())
    var clientSecretFile: String?
    @Option(help: "How key and secret are sent: in HTTP Basic, as they are or form-encoded, or in the request's body.")
    var clientAuth: ClientAuth = .raw
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

        var authentication: ClientAuthentication {
            switch self {
            case .raw: .rawBasic
            case .form: .formEncodedBasic
            case .body: .requestBody
            }
        }
    }

    func validate() throws {
        guard (1...86_400).contains(timeout) else {
            throw ValidationError("--timeout takes 1 to 86400 seconds")
        }
    }

    /// The provider that flags and environment describe.
    func provider() throws -> Provider {
        let settings = Settings(flags: [.clientKey: clientKey, .baseURL: baseURL, .caFile: caFile])
        let key = try settings.require(.clientKey, "client key")
        let secret = try clientSecretFile.map(secret(inFile:)) ?? settings.require(.clientSecret, "client secret")
        do {
            return try .ticketpark(
                clientKey: key, clientSecret: Secret(secret),
                baseURL: settings[.baseURL] ?? Provider.ticketparkBaseURL,
                clientAuthentication: clientAuth.authentication,
                trustRootsFile: settings[.caFile])
        } catch {
            throw Refusal(error)
        }
    }

    private func secret(inFile path: String) throws(Refusal) -> String {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw Refusal(
                .cannotOpen, "cannot read the client secret in \(path); check that the file exists and may be read")
        }
        guard var text = String(data: content, encoding: .utf8) else {
            throw Refusal(.usage, "the client secret in \(path) is not UTF-8")
        }
        if let last = text.last, last.isNewline { text.removeLast() }
        guard !text.isEmpty else { throw Refusal(.usage, "the client secret in \(path) is empty") }
        return text
    }
}
