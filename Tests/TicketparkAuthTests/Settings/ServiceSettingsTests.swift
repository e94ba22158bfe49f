// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Configuration
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth

/// What a configuration can say of a service's log and its keys.
struct ServiceSettingsTests {
    @Test(arguments: ServiceSetting.all)
    func `the environment variable of a setting is the one that is looked for`(setting: ServiceSetting) async throws {
        let configuration = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: [setting.variable: "here"]))
        #expect(configuration.string(forKey: setting.configKey) == "here")
        #expect(setting.key == "ticketpark." + setting.name)
    }

    @Test func `settings have names of their own, and one of them is a secret`() {
        #expect(Set(ServiceSetting.all.map(\.variable)).count == ServiceSetting.all.count)
        #expect(ServiceSetting.all.filter(\.isSecret) == [.clientSecret])
        #expect(ServiceSetting.baseURL.variable == "TICKETPARK_BASE_URL")
        #expect(ServiceSetting.allowPlainHTTP.variable == "TICKETPARK_ALLOW_PLAIN_HTTP")
    }

    @Test(
        arguments: [
            (["TICKETPARK_LOG": "/a/b.sqlite"], KeySource.file(path: "/a/b.sqlite.key")),
            (["TICKETPARK_LOG": "/a/b.sqlite", "TICKETPARK_KEY_FILE": "/k"], .file(path: "/k")),
            (["TICKETPARK_KEY_CREDENTIAL": "auth-key"], .credential(name: "auth-key")),
            (["TICKETPARK_KEY_VARIABLE": "VAULT"], .environment(vaultKey: "VAULT", signingKey: "VAULT_SIGN")),
        ] as [([String: String], KeySource)])
    func `the keys come from where the configuration says`(variables: [String: String], source: KeySource) async throws
    {
        let settings = SettingsReader(.of(variables), credentialsFolder: "/credentials")
        let said = try await KeySource(settings: settings)
        let log = try await settings.text(.log)?.value
        #expect((said ?? .file(path: (log ?? "") + ".key")) == source)
        if variables["TICKETPARK_KEY_CREDENTIAL"] == nil {
            #expect(try await KeySource(configuration: .of(variables)) == source)
        }
    }

    @Test func `keys that come from two places come from none`() async throws {
        let error = try await #require(throws: SettingError.self) {
            try await KeySource(configuration: .of(["TICKETPARK_KEY_FILE": "/k", "TICKETPARK_KEY_VARIABLE": "VAULT"]))
        }
        #expect(error.setting == .keyVariable)
        #expect(error.problem == .besides(.keyFile))
        #expect(error.origin == .variable("TICKETPARK_KEY_VARIABLE"))
    }

    @Test func `a credential for the keys has a name, and comes from systemd`() async throws {
        for (name, folder, problem) in [
            ("key", nil, SettingError.Problem.noCredentials), ("../key", "/credentials", .notACredentialName),
        ] {
            let error = try await #require(throws: SettingError.self) {
                try await KeySource(
                    settings: SettingsReader(.of(["TICKETPARK_KEY_CREDENTIAL": name]), credentialsFolder: folder))
            }
            #expect(error.setting == .keyCredential && error.problem == problem)
        }
    }

    @Test func `a service needs to be told where its log is`() async throws {
        let error = try await #require(throws: SettingError.self) {
            try await TokenService(configuration: .of([:]), logger: .silent)
        }
        #expect(error.setting == .log && error.problem == .missing)
        await #expect(throws: SettingError.self) { try await KeySource(configuration: .of([:])) }
    }

    @Test func `a service is opened as its configuration says`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = folder.appending(path: "auth.sqlite").path
        let service = try await TokenService(
            configuration: .of(["TICKETPARK_LOG": log, "TICKETPARK_BASE_URL": "https://gateway.example"]),
            logger: .silent)
        #expect(service.provider.apiBaseURL.host == "gateway.example")
        #expect(await (try service.session("box-office")).health == .needsSignIn(.notSignedIn))
        try await service.shutDown()
        #expect(FileManager.default.fileExists(atPath: log) && FileManager.default.fileExists(atPath: log + ".key"))
    }

    @Test func `a log is made unless the configuration says that it has to be there`() async throws {
        #expect(try await LogLocation(configuration: .of(["TICKETPARK_LOG": "/a"])) == .file("/a"))
        for (said, location) in [("true", LogLocation.file("/a")), ("false", .existingFile("/a"))] {
            let configuration = ConfigReader.of(["TICKETPARK_LOG": "/a", "TICKETPARK_CREATE_LOG": said])
            #expect(try await LogLocation(configuration: configuration) == location)
        }
    }

    @Test(arguments: ["0", "-1"])
    func `no service makes fewer than one token request at a time`(number: String) async throws {
        let error = try await #require(throws: SettingError.self) {
            try await TokenService(
                configuration: .of(["TICKETPARK_LOG": "/nowhere", "TICKETPARK_CONCURRENT_TOKEN_REQUESTS": number]),
                logger: .silent)
        }
        #expect(error.setting == .concurrentTokenRequests)
        #expect(error.problem == .takes("a whole number from 1 on"))
        #expect(error.origin == .variable("TICKETPARK_CONCURRENT_TOKEN_REQUESTS"))
    }
}
