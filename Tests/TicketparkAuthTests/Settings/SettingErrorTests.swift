// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Configuration
import Testing

@testable import TicketparkAuth

/// Whatever is wrong with a setting: which one, where it came from, what is wrong, and nothing of a secret.
struct SettingErrorTests {
    /// One thing that is wrong.
    struct Case: Sendable, CustomTestStringConvertible {
        var changes: [String: String?]
        var setting: ServiceSetting
        var problem: SettingError.Problem
        /// What the line has to hold beside the setting's key and variable.
        var says: String

        init(
            _ changes: [String: String?], _ setting: ServiceSetting, _ problem: SettingError.Problem, _ says: String
        ) {
            (self.changes, self.setting, self.problem, self.says) = (changes, setting, problem, says)
        }

        var testDescription: String { "\(setting) \(says)" }
    }

    static let cases = [
        Case(["TICKETPARK_CLIENT_KEY": nil], .clientKey, .missing, "is missing; set it"),
        Case(["TICKETPARK_CLIENT_KEY": ""], .clientKey, .empty, "is empty"),
        Case(
            ["TICKETPARK_CLIENT_KEY": "43_a\n"], .clientKey,
            .provider(ProviderError(.clientKey, .controlCharacter)), "holds a control character"),
        Case(
            ["TICKETPARK_CLIENT_KEY": "43:a"], .clientKey, .provider(ProviderError(.clientKey, .colonInRawBasic)),
            "holds a colon, which raw Basic cannot send; set ticketpark.clientAuthentication to form"),
        Case(["TICKETPARK_CLIENT_SECRET": nil], .clientSecret, .missing, "is missing; set it"),
        Case(["TICKETPARK_CLIENT_SECRET": ""], .clientSecret, .empty, "is empty"),
        Case(
            ["TICKETPARK_CLIENT_SECRET": "hush-hush\n"], .clientSecret,
            .provider(ProviderError(.clientSecret, .controlCharacter)), "a line break at the end counts"),
        Case(
            ["TICKETPARK_CLIENT_SECRET_FILE": "/hush"], .clientSecretFile, .besides(.clientSecret),
            "is set besides ticketpark.clientSecret; leave one of them out"),
        Case(
            ["TICKETPARK_CLIENT_SECRET_CREDENTIAL": "name"], .clientSecretCredential, .besides(.clientSecret),
            "is set besides ticketpark.clientSecret"),
        Case(
            [
                "TICKETPARK_CLIENT_SECRET": nil, "TICKETPARK_CLIENT_SECRET_FILE": "/a",
                "TICKETPARK_CLIENT_SECRET_CREDENTIAL": "b",
            ], .clientSecretCredential, .besides(.clientSecretFile), "is set besides ticketpark.clientSecretFile"),
        Case(
            ["TICKETPARK_BASE_URL": "http://api.ticketpark.ch"], .baseURL,
            .provider(ProviderError(.apiBaseURL, .plainHTTPBeyondLoopback)), "use https"),
        Case(
            ["TICKETPARK_BASE_URL": "http://localhost:1"], .baseURL,
            .provider(ProviderError(.apiBaseURL, .plainHTTP)), "use https, or set ticketpark.allowPlainHTTP"),
        Case(
            ["TICKETPARK_BASE_URL": "https://me:hush@localhost"], .baseURL,
            .provider(ProviderError(.apiBaseURL, .credentials)), "holds a user name or password"),
        Case(
            ["TICKETPARK_TOKEN_ENDPOINT": "api.ticketpark.ch"], .tokenEndpoint,
            .provider(ProviderError(.tokenEndpoint, .noScheme)), "is not an absolute URL"),
        Case(
            ["TICKETPARK_CLIENT_AUTHENTICATION": "basic"], .clientAuthentication, .takes("raw, form, body"),
            "takes raw, form, body"),
        Case(
            ["TICKETPARK_SCOPE": "a  b"], .scope, .provider(ProviderError(.scope, .illegalCharacter)),
            "a character that is not allowed"),
        Case(
            ["TICKETPARK_CA_FILE": "/nowhere.pem"], .caFile,
            .provider(ProviderError(.trustRootsFile, .unreadable)), "cannot be read"),
        Case(
            ["TICKETPARK_ALLOW_PLAIN_HTTP": "perhaps"], .allowPlainHTTP,
            .notGiven(as: "true or false", reason: conversion("TICKETPARK_ALLOW_PLAIN_HTTP", "bool")),
            "cannot be had as true or false"),
        Case(
            ["TICKETPARK_POLICY_RENEWAL": "lazy"], ServiceSetting("policy.renewal"), .takes("eager or onDemand"),
            "takes eager or onDemand"),
        Case(
            ["TICKETPARK_POLICY_RENEW_AT": "75"], ServiceSetting("policy.renewAt"), .takes("a part of 1, as 0.75"),
            "takes a part of 1"),
        Case(
            ["TICKETPARK_POLICY_RENEW_AT": "75%"], ServiceSetting("policy.renewAt"),
            .notGiven(as: "a number", reason: conversion("TICKETPARK_POLICY_RENEW_AT", "double")), "a number"),
        Case(
            ["TICKETPARK_POLICY_MAX_TRIES": "-1"], ServiceSetting("policy.maxTries"), .takes("a whole number"),
            "takes a whole number"),
        Case(
            ["TICKETPARK_POLICY_FIRST_BACK_OFF": "5"], ServiceSetting("policy.firstBackOff"),
            .takes("a time, as 250ms, 30s, 5m, 2h or 14d"), "takes a time"),
    ]

    @Test(arguments: cases)
    func `one line with the setting, its origin, what is wrong and what to do`(_ row: Case) async throws {
        let error = try await #require(throws: SettingError.self) {
            try await Provider(configuration: .of(row.changes))
        }
        let asked = "ConfigReader[providers: EnvironmentVariablesProvider, InMemoryProvider[defaults]]"
        #expect(error.setting == row.setting)
        #expect(error.problem == row.problem)
        switch row.problem {
        case .missing: #expect(error.origin == .oneOf(asked))
        // A provider that fails does not say how it calls the setting.
        case .notGiven: #expect(error.origin == .provider("EnvironmentVariablesProvider", key: row.setting.key))
        default: #expect(error.origin == .variable(row.setting.variable))
        }
        let line = "\(error)"
        for part in [row.says, row.setting.key, row.setting.variable, "EnvironmentVariablesProvider"] {
            #expect(line.contains(part), "\(line)")
        }
        #expect(!line.contains("hush-hush") && !line.contains("\n"))
    }

    @Test func `what comes from another provider is said to`() async throws {
        let error = try await #require(throws: SettingError.self) {
            try await Provider(configuration: .of([:], defaults: ["ticketpark.baseURL": "nonsense"]))
        }
        #expect(error.origin == .provider("InMemoryProvider[defaults]", key: "ticketpark.baseURL"))
    }

    @Test func `a value of the wrong kind is told apart from one that is missing, and so is its provider`() async throws
    {
        let error = try await #require(throws: SettingError.self) {
            try await Provider(configuration: .of([:], defaults: ["ticketpark.scope": 5]))
        }
        #expect(error.setting == .scope)
        #expect(error.origin == .provider("InMemoryProvider[defaults]", key: "ticketpark.scope"))
        guard case .notGiven(as: "text", reason: _?) = error.problem else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `of a secret nothing that a provider says is repeated`() async throws {
        let error = try await #require(throws: SettingError.self) {
            try await Provider(
                configuration: .of(
                    ["TICKETPARK_CLIENT_SECRET": nil], defaults: ["ticketpark.clientSecret": 4711]))
        }
        #expect(error.problem == .notGiven(as: "text", reason: nil))
    }

    @Test func `without a reporter of origins all providers are named`() async throws {
        let configuration = ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: ["TICKETPARK_CLIENT_KEY": ""]),
            InMemoryProvider(name: "defaults", values: [:]),
        ])
        let error = try await #require(throws: SettingError.self) {
            try await Provider(configuration: configuration)
        }
        #expect(error.origin == .oneOf("\(configuration)"))
        #expect("\(error)".contains("InMemoryProvider[defaults]"))
    }

    private static func conversion(_ name: String, _ type: String) -> String {
        "Config value for key '\(name)' failed to convert to type \(type)."
    }
}
