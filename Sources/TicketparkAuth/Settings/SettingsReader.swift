// SPDX-License-Identifier: Apache-2.0

package import AuditLog
package import Configuration
import Foundation

/// Asks a configuration for settings.
package struct SettingsReader: Sendable {
    private let configuration: ConfigReader
    private let credentialsFolder: String?

    /// A value, the setting that gave it, and where that came from.
    package struct Found<Value: Sendable>: Sendable {
        /// The value.
        package var value: Value
        /// The setting that gave it: of a secret the one that was set of three.
        package var setting: ServiceSetting
        /// Where that came from.
        package var origin: SettingOrigin

        /// That something is wrong with it.
        func error(_ problem: SettingError.Problem) -> SettingError {
            SettingError(setting, origin, problem)
        }

        /// Another value in its place.
        func with<Other>(_ value: Other) -> Found<Other> {
            Found<Other>(value: value, setting: setting, origin: origin)
        }
    }

    /// A reader of `configuration`.
    ///
    /// - Parameter credentialsFolder: Where systemd put its credentials.
    package init(
        _ configuration: ConfigReader,
        credentialsFolder: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    ) {
        self.configuration = configuration
        self.credentialsFolder = credentialsFolder
    }

    /// A text that is not empty; `nil` where nobody gave one.
    ///
    /// - Throws: ``SettingError``, or `CancellationError`.
    package func text(_ setting: ServiceSetting) async throws -> Found<String>? {
        let found = try await ask(setting, as: "text") {
            try await configuration.fetchString(forKey: setting.configKey, isSecret: setting.isSecret)
        }
        guard let found else { return nil }
        guard !found.value.isEmpty else { throw found.error(.empty) }
        return found
    }

    /// A text that has to be given.
    package func required(_ setting: ServiceSetting) async throws -> Found<String> {
        guard let found = try await text(setting) else { throw missing(setting) }
        return found
    }

    /// Whether something holds; `nil` where nobody said so.
    func flag(_ setting: ServiceSetting) async throws -> Found<Bool>? {
        try await ask(setting, as: "true or false") { try await configuration.fetchBool(forKey: setting.configKey) }
    }

    /// A whole number; `nil` where nobody gave one.
    func wholeNumber(_ setting: ServiceSetting) async throws -> Found<Int>? {
        try await ask(setting, as: "a whole number") { try await configuration.fetchInt(forKey: setting.configKey) }
    }

    /// A number; `nil` where nobody gave one.
    func number(_ setting: ServiceSetting) async throws -> Found<Double>? {
        try await ask(setting, as: "a number") { try await configuration.fetchDouble(forKey: setting.configKey) }
    }

    /// A secret: from the setting itself, from a file, or from a systemd credential.
    package func requiredSecret(_ setting: ServiceSetting) async throws -> Found<Secret> {
        let given = try await onlyOne(of: [setting, setting.inFile, setting.inCredential])
        guard let given else { throw missing(setting) }
        switch given.setting {
        case setting.inFile:
            return given.with(try secret(in: given.value, of: given, mustBePrivate: true))
        case setting.inCredential:
            // systemd sets the modes of credentials itself, and their folder is private to the service.
            return given.with(try secret(in: try credential(given), of: given, mustBePrivate: false))
        default:
            return given.with(Secret(given.value))
        }
    }

    /// The one of some settings that is set; `nil` where none is.
    func onlyOne(of settings: [ServiceSetting]) async throws -> Found<String>? {
        var first: Found<String>?
        for setting in settings {
            guard let found = try await text(setting) else { continue }
            if let first { throw found.error(.besides(first.setting)) }
            first = found
        }
        return first
    }

    /// The path of the systemd credential of the name that was found.
    func credential(_ name: Found<String>) throws -> String {
        guard !name.value.contains("/"), name.value != ".", name.value != ".." else {
            throw name.error(.notACredentialName)
        }
        guard let credentialsFolder else { throw name.error(.noCredentials) }
        return credentialsFolder + "/" + name.value
    }

    private func secret(in path: String, of found: Found<String>, mustBePrivate: Bool) throws -> Secret {
        do {
            return try SecretFile.read(path, mustBePrivate: mustBePrivate)
        } catch {
            throw found.error(.file(path: path, error))
        }
    }

    private func missing(_ setting: ServiceSetting) -> SettingError {
        SettingError(setting, .oneOf("\(configuration)"), .missing)
    }

    private func ask<Value>(
        _ setting: ServiceSetting, as kind: String, _ ask: () async throws -> Value?
    ) async throws -> Found<Value>? {
        let question = SettingOrigins.Question()
        var origin: SettingOrigin { question.origin ?? .oneOf("\(configuration)") }
        do {
            let value = try await SettingOrigins.Question.$current.withValue(question) { try await ask() }
            return value.map { Found(value: $0, setting: setting, origin: origin) }
        } catch let error as CancellationError {
            throw error
        } catch {
            // What a provider says may repeat what it could not read.
            let reason = setting.isSecret ? nil : ServerText("\(error)")?.text
            throw SettingError(setting, origin, .notGiven(as: kind, reason: reason))
        }
    }
}
