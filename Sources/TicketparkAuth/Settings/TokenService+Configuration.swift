// SPDX-License-Identifier: Apache-2.0

public import AuditLog
public import Configuration
public import Logging

extension TokenService {
    /// Opens the log and keeps its sessions, as a configuration says; ``ServiceSetting`` lists what it can say.
    ///
    /// ```swift
    /// let configuration = ConfigReader(
    ///     provider: EnvironmentVariablesProvider(), accessReporter: SettingOrigins())
    /// let service = try await TokenService(configuration: configuration)
    /// ```
    ///
    /// - Parameters:
    ///   - configuration: Who is asked for settings. Secrets are asked for as secrets, so that no access log shows
    ///     them. It is asked now, and not again.
    ///   - credentials: Where user names and passwords come from for sessions that need a sign-in while nobody is there.
    ///   - onHealthChange: Is told when a session in use can serve its callers better or worse than before.
    ///   - logger: Where log lines go. Nothing secret is ever in them.
    /// - Throws: ``SettingError`` for the first setting that cannot work, `LogError` where log or keys cannot be used,
    ///   or `CancellationError`.
    public convenience init(
        configuration: ConfigReader, credentials: (any CredentialSource)? = nil,
        onHealthChange: (@Sendable (HealthChange) async -> Void)? = nil,
        logger: Logger = Logger(label: "ticketpark-auth")
    ) async throws {
        let requests = try await SettingsReader(configuration).wholeNumber(.concurrentTokenRequests)
        if let requests, requests.value < 1 { throw requests.error(.takes("a whole number from 1 on")) }
        try await self.init(
            provider: Provider(configuration: configuration), log: LogLocation(configuration: configuration),
            vaultKey: KeySource(configuration: configuration),
            concurrentTokenRequests: requests?.value ?? TokenService.defaultConcurrentTokenRequests,
            credentials: credentials, onHealthChange: onHealthChange, logger: logger)
    }
}

extension LogLocation {
    /// Where a configuration says that the audit log is, and whether the file may be made.
    ///
    /// - Throws: ``SettingError`` where it does not say so, or `CancellationError`.
    public init(configuration: ConfigReader) async throws {
        let settings = SettingsReader(configuration)
        let path = try await settings.required(.log).value
        self = try await settings.flag(.createLog)?.value ?? true ? .file(path) : .existingFile(path)
    }
}

extension KeySource {
    /// Where a configuration says that the keys of the log come from: a file, beside the log unless it says otherwise,
    /// a systemd credential, or the environment.
    ///
    /// - Throws: ``SettingError`` where it says so twice or not at all, or `CancellationError`.
    public init(configuration: ConfigReader) async throws {
        let settings = SettingsReader(configuration)
        if let source = try await KeySource(settings: settings) {
            self = source
        } else {
            self = .file(path: try await settings.required(.log).value + ".key")
        }
    }

    /// Where the keys come from; `nil` where that is not said.
    package init?(settings: SettingsReader) async throws {
        guard let found = try await settings.onlyOne(of: [.keyFile, .keyCredential, .keyVariable]) else { return nil }
        switch found.setting {
        case .keyCredential:
            _ = try settings.credential(found)
            self = .credential(name: found.value)
        case .keyVariable: self = .environment(vaultKey: found.value, signingKey: found.value + "_SIGN")
        default: self = .file(path: found.value)
        }
    }
}
