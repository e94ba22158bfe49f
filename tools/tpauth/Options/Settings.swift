import Configuration
import Foundation

/// The settings of a command: its flags first, then the environment. An empty variable counts as none.
struct Settings {
    private let reader: ConfigReader

    /// - Parameter flags: What was given as arguments.
    init(
        flags: [Setting: String?], environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let given = flags.compactMap { setting, value in
            value.map { (AbsoluteConfigKey(setting.key), ConfigValue(.string($0), isSecret: setting.isSecret)) }
        }
        let secrets = Set(Setting.allCases.filter(\.isSecret).map(\.variable))
        reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: given)),
            EnvironmentVariablesProvider(
                environmentVariables: environment.filter { !$0.value.isEmpty },
                secretsSpecifier: .specific(secrets)),
        ])
    }

    /// The value of a setting, where it has one.
    subscript(_ setting: Setting) -> String? {
        reader.string(forKey: setting.key, isSecret: setting.isSecret)
    }

    /// The value of a setting that has to have one.
    func require(_ setting: Setting, _ name: String) throws(Refusal) -> String {
        guard let value = self[setting] else {
            throw Refusal(.usage, "the \(name) is missing; set it with \(setting.places)")
        }
        return value
    }
}

extension Setting {
    /// The key under which the environment's provider looks for the variable.
    fileprivate var key: ConfigKey {
        ConfigKey(variable.lowercased().split(separator: "_").map(String.init))
    }
}
