// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Configuration
import Foundation
import Synchronization
import Testing

@testable import TicketparkAuth

/// Secrets that lie in files and in systemd's credentials.
struct SecretSettingTests {
    private func provider(file path: String) async throws -> Provider {
        try await Provider(
            configuration: .of(["TICKETPARK_CLIENT_SECRET": nil, "TICKETPARK_CLIENT_SECRET_FILE": path]))
    }

    private func problem(file path: String) async throws -> SettingError.FileProblem? {
        let error = try await #require(throws: SettingError.self) { try await provider(file: path) }
        #expect(error.setting == .clientSecretFile)
        #expect(error.origin == .variable("TICKETPARK_CLIENT_SECRET_FILE"))
        #expect(!"\(error)".contains("hush"))
        guard case .file(path, let problem) = error.problem else { return nil }
        return problem
    }

    @Test(arguments: ["hush", "hush\n", "hush\r\n"])
    func `the line break at the end of a file does not count`(content: String) async throws {
        let file = try PrivateFile(content)
        #expect(try await provider(file: file.path).clientSecret.reveal() == "hush")
    }

    @Test func `only one line break is dropped, and what is left is checked like any secret`() async throws {
        let file = try PrivateFile("hush\n\n")
        let error = try await #require(throws: SettingError.self) { try await provider(file: file.path) }
        #expect(error.setting == .clientSecretFile)
        #expect(error.problem == .provider(ProviderError(.clientSecret, .controlCharacter)))
    }

    @Test(arguments: [0o400, 0o600, 0o440, 0o640])
    func `the owner of a file and its group may read it`(mode: Int) async throws {
        let file = try PrivateFile("hush", mode: mode)
        #expect(try await provider(file: file.path).clientSecret.reveal() == "hush")
    }

    @Test(arguments: [0o644, 0o604, 0o602, 0o660, 0o601])
    func `a file that others can read or change is refused`(mode: Int) async throws {
        let file = try PrivateFile("hush", mode: mode)
        #expect(try await problem(file: file.path) == .exposed(mode: UInt32(mode)))
    }

    @Test func `a file that cannot be used is refused, each for its reason`() async throws {
        #expect(try await problem(file: "/nowhere") == .unreadable(PosixFailure(code: ENOENT)))
        #expect(try await problem(file: "/") == .unreadable(PosixFailure(code: EISDIR)))
        for content in ["", "\n"] {
            let file = try PrivateFile(content)
            #expect(try await problem(file: file.path) == .empty)
        }
        let binary = try PrivateFile([0x68, 0xFF, 0x68])
        #expect(try await problem(file: binary.path) == .notText)
        let long = try PrivateFile([UInt8](repeating: 0x68, count: 65_537))
        #expect(try await problem(file: long.path) == .tooLong)
        #expect(try await problem(file: "/dev/zero") == .tooLong)
    }

    @Test func `a systemd credential is read whatever its mode`() async throws {
        let file = try PrivateFile("hush\n", mode: 0o644)
        let configuration = ConfigReader.of([
            "TICKETPARK_CLIENT_SECRET": nil, "TICKETPARK_CLIENT_SECRET_CREDENTIAL": file.name,
        ])
        let provider = try await Provider(settings: SettingsReader(configuration, credentialsFolder: file.folder))
        #expect(provider.clientSecret.reveal() == "hush")
    }

    @Test func `a credential that systemd did not give is refused, each for its reason`() async throws {
        func problem(_ name: String, in folder: String?) async throws -> SettingError.Problem? {
            let configuration = ConfigReader.of([
                "TICKETPARK_CLIENT_SECRET": nil, "TICKETPARK_CLIENT_SECRET_CREDENTIAL": name,
            ])
            let error = try await #require(throws: SettingError.self) {
                try await Provider(settings: SettingsReader(configuration, credentialsFolder: folder))
            }
            #expect(error.setting == .clientSecretCredential)
            return error.problem
        }
        #expect(try await problem("secret", in: nil) == .noCredentials)
        #expect(
            try await problem("secret", in: "/nowhere")
                == .file(path: "/nowhere/secret", .unreadable(PosixFailure(code: ENOENT))))
        for name in ["../secret", "/secret", ".", ".."] {
            #expect(try await problem(name, in: "/nowhere") == .notACredentialName)
        }
    }

    @Test func `an access log of the configuration shows no secret`() async throws {
        let log = AccessLog()
        let configuration = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: [
                "TICKETPARK_CLIENT_KEY": "43_a", "TICKETPARK_CLIENT_SECRET": "hush-hush",
            ]),
            accessReporter: BroadcastingAccessReporter(upstreams: [SettingOrigins(), log]))
        _ = try await Provider(configuration: configuration)
        #expect(log.lines.contains { $0.contains("ticketpark.clientKey") && $0.contains("43_a") })
        #expect(log.lines.contains { $0.contains("ticketpark.clientSecret ") && $0.contains("<REDACTED>") })
        #expect(!log.lines.contains { $0.contains("hush") })
    }

    /// What an access log would show.
    private final class AccessLog: AccessReporter {
        private let content = Mutex<[String]>([])
        var lines: [String] { content.withLock { $0 } }

        func report(_ event: AccessEvent) {
            content.withLock { $0.append(event.description) }
        }
    }
}
