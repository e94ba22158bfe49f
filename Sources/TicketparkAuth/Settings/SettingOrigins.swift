// SPDX-License-Identifier: Apache-2.0

public import Configuration
import Synchronization

/// Lets errors tell which provider gave a value, and under which name of its own.
///
/// A reader that has several providers does not say which of them answered; its access reporter learns it.
///
/// ```swift
/// let configuration = ConfigReader(
///     providers: [EnvironmentVariablesProvider(), try await FileProvider<JSONSnapshot>(filePath: "service.json")],
///     accessReporter: SettingOrigins())
/// ```
///
/// It keeps nothing. Who logs accesses as well gives the reader a `BroadcastingAccessReporter` of both.
public struct SettingOrigins: AccessReporter {
    /// A reporter that tells whoever in this package asked for the value.
    public init() {}

    public func report(_ event: AccessEvent) {
        Question.current?.note(event)
    }

    /// One value that is asked for, and who answered.
    final class Question: Sendable {
        /// The question that this task is asking.
        @TaskLocal static var current: Question?
        private let answer = Mutex<SettingOrigin?>(nil)

        /// Who answered, where the reader has a reporter that tells.
        var origin: SettingOrigin? { answer.withLock { $0 } }

        fileprivate func note(_ event: AccessEvent) {
            // A reader asks one provider after the other until one has a value or fails, so it is the last.
            guard let last = event.providerResults.last else { return }
            switch last.result {
            case .success(let found) where found.value != nil:
                answer.withLock { $0 = .provider(last.providerName, key: found.encodedKey) }
            case .success: break
            case .failure:
                answer.withLock { $0 = .provider(last.providerName, key: event.metadata.key.description) }
            }
        }
    }
}

/// Where the value of a setting came from.
public enum SettingOrigin: Hashable, Sendable {
    /// From that provider, which knows it under that name, such as `TICKETPARK_CLIENT_KEY`.
    case provider(String, key: String)
    /// From one of these providers or, where the value is missing, from none of them.
    case oneOf(String)
}

extension SettingOrigin: CustomStringConvertible {
    public var description: String {
        switch self {
        case .provider(let name, let key): "\(key) in \(name)"
        case .oneOf(let providers): providers
        }
    }
}
