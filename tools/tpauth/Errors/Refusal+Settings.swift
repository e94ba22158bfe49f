import AuditLog
import TicketparkAuth

extension Refusal {
    /// A session label that is none.
    init(_ error: SessionLabelError) {
        self.init(.usage, "--session: \(error)")
    }

    /// A setting that cannot work.
    init(_ error: ProviderError) {
        switch error.problem {
        case .plainHTTP, .plainHTTPBeyondLoopback:
            self.init(.usage, "\(error.setting.rawValue): is plain http; use https (\(error.setting.places))")
        case .colonInRawBasic:
            self.init(
                .usage,
                "client key: holds a colon, which raw Basic cannot send; use --client-auth form, or another key")
        case .unreadable, .noCertificate:
            self.init(.cannotOpen, "\(error) (\(error.setting.places))")
        default:
            self.init(.usage, "\(error) (\(error.setting.places))")
        }
    }
}

extension ProviderError.Setting {
    /// Where it is set.
    fileprivate var places: String {
        switch self {
        case .clientKey: Setting.clientKey.places
        case .clientSecret: Setting.clientSecret.places
        case .tokenEndpoint, .apiBaseURL: Setting.baseURL.places
        case .trustRootsFile: Setting.caFile.places
        case .scope: "tpauth sends none"
        }
    }
}
