/// A setting that a flag or an environment variable can give.
enum Setting: CaseIterable {
    case clientKey, clientSecret, username, baseURL, caFile, log, keyFile

    /// The environment variable.
    var variable: String {
        switch self {
        case .clientKey: "TICKETPARK_CLIENT_KEY"
        case .clientSecret: "TICKETPARK_CLIENT_SECRET"
        case .username: "TICKETPARK_USERNAME"
        case .baseURL: "TICKETPARK_BASE_URL"
        case .caFile: "TICKETPARK_CA_FILE"
        case .log: "TPAUTH_LOG"
        case .keyFile: "TPAUTH_KEY_FILE"
        }
    }

    /// The flag.
    var flag: String {
        switch self {
        case .clientKey: "--client-key"
        case .clientSecret: "--client-secret-file"
        case .username: "--username"
        case .baseURL: "--base-url"
        case .caFile: "--ca-file"
        case .log: "--log"
        case .keyFile: "--key-file"
        }
    }

    /// Where people set it.
    var places: String { "\(flag) or \(variable)" }

    /// Whether nobody may see it.
    var isSecret: Bool { self == .clientSecret }
}
