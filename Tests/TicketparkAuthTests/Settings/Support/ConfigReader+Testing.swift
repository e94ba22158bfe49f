// SPDX-License-Identifier: Apache-2.0

import Configuration
import TicketparkAuth

extension ConfigReader {
    /// What an environment says, and behind it some defaults, with errors that know who said what.
    static func of(
        _ environment: [String: String?], defaults: [AbsoluteConfigKey: ConfigValue] = [:]
    ) -> ConfigReader {
        let complete = ["TICKETPARK_CLIENT_KEY": "43_a", "TICKETPARK_CLIENT_SECRET": "hush-hush"]
            .merging(environment) { $1 }
        return ConfigReader(
            providers: [
                EnvironmentVariablesProvider(environmentVariables: complete.compactMapValues { $0 }),
                InMemoryProvider(name: "defaults", values: defaults),
            ], accessReporter: SettingOrigins())
    }
}

extension SettingOrigin {
    /// That variable of the environment.
    static func variable(_ name: String) -> SettingOrigin {
        .provider("EnvironmentVariablesProvider", key: name)
    }
}
