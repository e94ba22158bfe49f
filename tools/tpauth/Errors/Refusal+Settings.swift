// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth

extension Refusal {
    /// A session label that is none.
    init(_ error: SessionLabelError) {
        self.init(.usage, "--session: \(error)")
    }

    /// A setting that is missing or cannot work.
    init(_ error: SettingError) {
        let setting = Setting(error.setting)
        let title = setting?.title ?? error.setting.key
        let places = setting?.places ?? error.setting.variable
        switch error.problem {
        case .missing: self.init(.usage, "the \(title) is missing; set it with \(places)")
        case .empty: self.init(.usage, "the \(title) is empty; set it with \(places)")
        case .provider(let error): self.init(error, places: places)
        case .file(let path, .unreadable(let failure)):
            self.init(
                .cannotOpen,
                "cannot read the \(title) in \(OneLine.of(path)): \(failure); check that it exists and may be read")
        case .file(_, .exposed): self.init(.cannotOpen, "the \(title): \(error)")
        case .file, .notGiven, .takes, .besides, .noCredentials, .notACredentialName:
            self.init(.usage, "the \(title): \(error)")
        }
    }

    /// A setting that cannot work.
    init(_ error: ProviderError) {
        self.init(error, places: error.setting.places)
    }

    private init(_ error: ProviderError, places: String) {
        switch error.problem {
        case .plainHTTP, .plainHTTPBeyondLoopback:
            self.init(.usage, "\(error.setting.rawValue): is plain http; use https (\(places))")
        case .colonInRawBasic:
            self.init(
                .usage,
                "client key: holds a colon, which raw Basic cannot send; use --client-auth form, or another key")
        case .unreadable, .noCertificate:
            self.init(.cannotOpen, "\(error) (\(places))")
        default:
            self.init(.usage, "\(error) (\(places))")
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
        case .scope: ServiceSetting.scope.variable
        case .allowedOrigin: "set in code"
        }
    }
}
