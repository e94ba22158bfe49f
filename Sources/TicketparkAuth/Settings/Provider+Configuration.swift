// SPDX-License-Identifier: Apache-2.0

import AuditLog
public import Configuration
import TokenMachine

extension Provider {
    /// The provider that a configuration describes; ``ServiceSetting`` lists what it can say.
    ///
    /// - Throws: ``SettingError`` for the first setting that cannot work, or `CancellationError`.
    public init(configuration: ConfigReader) async throws {
        try await self.init(settings: SettingsReader(configuration))
    }

    package init(settings: SettingsReader) async throws {
        let clientKey = try await settings.required(.clientKey)
        let clientSecret = try await settings.requiredSecret(.clientSecret)
        let baseURL = try await settings.text(.baseURL)
        let tokenEndpoint = try await settings.text(.tokenEndpoint)
        let authentication = try await settings.text(.clientAuthentication)
        let scope = try await settings.text(.scope)
        let caFile = try await settings.text(.caFile)
        let allowPlainHTTP = try await settings.flag(.allowPlainHTTP)
        let policy = try await TokenPolicy(settings: settings)
        let way = try ClientAuthentication(authentication)
        let base = baseURL?.value ?? Provider.ticketparkBaseURL
        let allowsPlainHTTP = allowPlainHTTP?.value ?? false
        do throws(ProviderError) {
            let endpoint =
                if let tokenEndpoint {
                    tokenEndpoint.value
                } else {
                    try Provider.tokenEndpoint(below: base, allowsPlainHTTP: allowsPlainHTTP)
                }
            try self.init(
                tokenEndpoint: endpoint,
                apiBaseURL: base, clientKey: clientKey.value, clientSecret: clientSecret.value,
                clientAuthentication: way, scope: scope?.value, policy: policy, trustRootsFile: caFile?.value,
                allowsPlainHTTPOnLoopback: allowsPlainHTTP)
        } catch {
            let found: SettingsReader.Found<String>? =
                switch error.setting {
                case .clientKey: clientKey
                case .clientSecret: clientSecret.with("")
                case .tokenEndpoint: tokenEndpoint ?? baseURL
                case .apiBaseURL: baseURL
                case .scope: scope
                case .trustRootsFile: caFile
                case .allowedOrigin: nil
                }
            // What nobody set stands at its default, and that works.
            guard let found else { throw error }
            throw found.error(.provider(error))
        }
    }
}

extension ClientAuthentication {
    /// How a configuration calls it.
    package var word: String {
        switch self {
        case .rawBasic: "raw"
        case .formEncodedBasic: "form"
        case .requestBody: "body"
        }
    }

    /// The way of that word; raw Basic where there is none.
    fileprivate init(_ found: SettingsReader.Found<String>?) throws {
        guard let found else {
            self = .rawBasic
            return
        }
        guard let way = ClientAuthentication.allCases.first(where: { $0.word == found.value }) else {
            throw found.error(.takes(ClientAuthentication.allCases.map(\.word).joined(separator: ", ")))
        }
        self = way
    }
}
