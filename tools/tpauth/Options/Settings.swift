// SPDX-License-Identifier: Apache-2.0

import Configuration
import Foundation
import TicketparkAuth

/// The settings of a command: its flags first, then those of services, from the environment. An empty variable counts
/// as none.
struct Settings {
    /// Who is asked for them.
    let reader: SettingsReader

    /// - Parameter flags: What was given as arguments.
    init(
        flags: [Setting: String?], environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let given = flags.compactMapValues { $0 }
        var environment = environment.filter { !$0.value.isEmpty }
        for setting in [Setting.log, .keyFile] {
            guard let value = environment[setting.variable] else { continue }
            for service in setting.replaced { environment[service.variable] = nil }
            environment[setting.service.variable] = value
        }
        for setting in given.keys {
            for service in setting.replaced { environment[service.variable] = nil }
        }
        let values = given.map { setting, value in
            (AbsoluteConfigKey(setting.service.configKey), ConfigValue(.string(value), isSecret: false))
        }
        reader = SettingsReader(
            ConfigReader(
                providers: [
                    InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: values)),
                    EnvironmentVariablesProvider(
                        environmentVariables: environment,
                        secretsSpecifier: .specific([ServiceSetting.clientSecret.variable])),
                ], accessReporter: SettingOrigins()))
    }

    /// What `read` makes of them, with whatever is wrong with one as a refusal.
    func read<Value>(_ read: (SettingsReader) async throws -> Value) async throws -> Value {
        do {
            return try await read(reader)
        } catch let error as SettingError {
            throw Refusal(error)
        } catch let error as ProviderError {
            throw Refusal(error)
        }
    }

    /// The value of a setting, where it has one.
    func text(_ setting: Setting) async throws -> String? {
        try await read { try await $0.text(setting.service)?.value }
    }

    /// The value of a setting that has to have one.
    func require(_ setting: Setting) async throws -> String {
        try await read { try await $0.required(setting.service).value }
    }
}
