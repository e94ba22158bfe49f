// SPDX-License-Identifier: Apache-2.0

import TicketparkAuth

/// A setting that a flag or an environment variable can give.
enum Setting: CaseIterable {
    case clientKey, clientSecret, clientAuth, username, baseURL, caFile, log, keyFile

    /// The setting of services that the flag gives.
    var service: ServiceSetting {
        switch self {
        case .clientKey: .clientKey
        case .clientSecret: .clientSecretFile
        case .clientAuth: .clientAuthentication
        case .username: ServiceSetting("username")
        case .baseURL: .baseURL
        case .caFile: .caFile
        case .log: .log
        case .keyFile: .keyFile
        }
    }

    /// The environment variable.
    var variable: String {
        switch self {
        case .clientSecret: ServiceSetting.clientSecret.variable
        case .log: "TPAUTH_LOG"
        case .keyFile: "TPAUTH_KEY_FILE"
        case .clientKey, .clientAuth, .username, .baseURL, .caFile: service.variable
        }
    }

    /// The flag.
    var flag: String {
        switch self {
        case .clientKey: "--client-key"
        case .clientSecret: "--client-secret-file"
        case .clientAuth: "--client-auth"
        case .username: "--username"
        case .baseURL: "--base-url"
        case .caFile: "--ca-file"
        case .log: "--log"
        case .keyFile: "--key-file"
        }
    }

    /// What people call it.
    var title: String {
        switch self {
        case .clientKey: "client key"
        case .clientSecret: "client secret"
        case .clientAuth: "client authentication"
        case .username: "user name"
        case .baseURL: "base URL"
        case .caFile: "CA file"
        case .log: "log"
        case .keyFile: "key file"
        }
    }

    /// Where people set it.
    var places: String { "\(flag) or \(variable)" }

    /// The settings of services in whose place the flag comes.
    var replaced: [ServiceSetting] {
        switch self {
        case .clientSecret: [.clientSecret, .clientSecretFile, .clientSecretCredential]
        case .keyFile: [.keyFile, .keyCredential, .keyVariable]
        case .clientKey, .clientAuth, .username, .baseURL, .caFile, .log: [service]
        }
    }

    /// The one that is set where a service has `setting`.
    init?(_ setting: ServiceSetting) {
        guard let own = Setting.allCases.first(where: { $0.replaced.contains(setting) }) else { return nil }
        self = own
    }
}
