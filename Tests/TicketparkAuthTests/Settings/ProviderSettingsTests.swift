// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Configuration
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth

/// What a configuration can say of a provider.
struct ProviderSettingsTests {
    @Test func `key and secret are enough for Ticketpark's own server`() async throws {
        let provider = try await Provider(configuration: .of([:]))
        #expect(try provider == .ticketpark(clientKey: "43_a", clientSecret: Secret("hush-hush")))
    }

    @Test func `every setting of a provider is read`() async throws {
        let authority = try PrivateFile(Self.certificate, mode: 0o644)
        let provider = try await Provider(
            configuration: .of([
                "TICKETPARK_BASE_URL": "https://gateway.example/tp",
                "TICKETPARK_TOKEN_ENDPOINT": "http://localhost:8080/token",
                "TICKETPARK_CLIENT_AUTHENTICATION": "body", "TICKETPARK_SCOPE": "orders events",
                "TICKETPARK_CA_FILE": authority.path, "TICKETPARK_ALLOW_PLAIN_HTTP": "true",
                "TICKETPARK_POLICY_RENEWAL": "onDemand",
            ]))
        #expect(provider.apiBaseURL.description == "https://gateway.example/tp")
        #expect(provider.tokenEndpoint.description == "http://localhost:8080/token")
        #expect(provider.clientAuthentication == .requestBody)
        #expect(provider.scope == "orders events")
        #expect(provider.trustRootsFile == authority.path)
        #expect(provider.allowsPlainHTTPOnLoopback)
        #expect(provider.policy.renewal == .onDemand)
    }

    @Test func `the token endpoint lies below the base URL unless it is set`() async throws {
        let provider = try await Provider(configuration: .of(["TICKETPARK_BASE_URL": "https://gateway.example/tp"]))
        #expect(provider.tokenEndpoint.description == "https://gateway.example/tp/oauth/v2/token")
    }

    @Test(arguments: [("raw", ClientAuthentication.rawBasic), ("form", .formEncodedBasic), ("body", .requestBody)])
    func `each way to name the client has a word`(word: String, way: ClientAuthentication) async throws {
        let provider = try await Provider(configuration: .of(["TICKETPARK_CLIENT_AUTHENTICATION": word]))
        #expect(provider.clientAuthentication == way)
    }

    @Test func `the first provider that has a setting counts`() async throws {
        let provider = try await Provider(
            configuration: .of(
                ["TICKETPARK_BASE_URL": "https://first.example", "TICKETPARK_CLIENT_SECRET": nil],
                defaults: [
                    "ticketpark.baseURL": "https://second.example", "ticketpark.clientSecret": "second",
                    "ticketpark.scope": "events",
                ]))
        #expect(provider.apiBaseURL.host == "first.example")
        #expect(provider.clientSecret.reveal() == "second")
        #expect(provider.scope == "events")
    }

    @Test func `settings are read from a file of JSON`() async throws {
        let file = try PrivateFile(
            """
            {"ticketpark": {"clientKey": "43_b", "clientSecret": "s", "allowPlainHTTP": true,
                "baseURL": "http://localhost:1", "policy": {"maxTries": 3, "renewAt": 0.5, "coolDownLimit": "20m"}}}
            """)
        let place = InMemoryProvider(values: ["filePath": ConfigValue(.string(file.path), isSecret: false)])
        let configuration = ConfigReader(
            provider: try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: place)))
        let provider = try await Provider(configuration: configuration)
        #expect(provider.clientKey == "43_b")
        #expect(provider.apiBaseURL.description == "http://localhost:1")
        #expect(provider.policy.maxTries == 3)
        #expect(provider.policy.renewAtPermille == 500)
        #expect(provider.policy.coolDownLimit == .minutes(20))
    }

    @Test func `a scoped configuration is of one provider among several`() async throws {
        let configuration = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: [
                "NORTH_TICKETPARK_CLIENT_KEY": "1_north", "NORTH_TICKETPARK_CLIENT_SECRET": "n",
                "SOUTH_TICKETPARK_CLIENT_KEY": "",
            ]), accessReporter: SettingOrigins())
        #expect(try await Provider(configuration: configuration.scoped(to: "north")).clientKey == "1_north")
        let error = await #expect(throws: SettingError.self) {
            try await Provider(configuration: configuration.scoped(to: "south"))
        }
        #expect(error?.origin == .variable("SOUTH_TICKETPARK_CLIENT_KEY"))
    }

    @Test func `every value of the policy is a setting`() async throws {
        let values = [
            "renewal": "onDemand", "refreshTokenReuse": "revokesFamily", "renewAt": "0.5", "renewalJitter": "0.01",
            "hardStopMargin": "7s", "hardStopMarginPart": "0.2", "requestTimeLimit": "10s", "firstBackOff": "250ms",
            "backOffLimit": "2m", "maxTries": "7", "retryAfterLimit": "2h", "maxRejections": "3",
            "refreshTokenLifetime": "30d", "keepAlive": "0.25", "defaultLifetime": "5m", "lifetimeLimit": "2d",
            "firstCoolDown": "10s", "coolDownLimit": "5m", "longestAwaitedBackOff": "20s",
        ]
        let variables = values.map { (ServiceSetting("policy.\($0.key)").variable, String?.some($0.value)) }
        let policy = try await Provider(configuration: .of(Dictionary(uniqueKeysWithValues: variables))).policy
        var expected = TokenPolicy.ticketpark
        expected.renewal = .onDemand
        expected.refreshTokenReuse = .revokesFamily
        expected.renewAtPermille = 500
        expected.renewalJitterPermille = 10
        expected.hardStopMargin = .seconds(7)
        expected.hardStopMarginPermille = 200
        expected.requestTimeLimit = .seconds(10)
        expected.firstBackOff = .milliseconds(250)
        expected.backOffLimit = .minutes(2)
        expected.maxTries = 7
        expected.retryAfterLimit = .hours(2)
        expected.maxRejections = 3
        expected.refreshTokenLifetime = .days(30)
        expected.keepAlivePermille = 250
        expected.defaultLifetime = .minutes(5)
        expected.lifetimeLimit = .days(2)
        expected.firstCoolDown = .seconds(10)
        expected.coolDownLimit = .minutes(5)
        expected.longestAwaitedBackOff = .seconds(20)
        #expect(policy == expected)
        #expect(Set(values.keys) == Set(PolicySetting.all.map(\.name)))
    }

    /// Of an authority that has signed nothing.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBeTCCAR+gAwIBAgIUHiL1gJr5J1Cxss2CIomqJV0EqmIwCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGbm9ib2R5MCAXDTI2MTEyNTA0NTcxM1oYDzIxMjYxMTAxMDQ1
        NzEzWjARMQ8wDQYDVQQDDAZub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
        AAR1PI6xIwAShao8SMVzL1JKK68nJ2rrvjOX9hk9PTn/GFFQkQXrND60Kx6KqZJV
        80fZ6SveVdK1CkcfYOMsdE+0o1MwUTAdBgNVHQ4EFgQUX9sOodl1dmaF6yVAza6f
        aF4fbZkwHwYDVR0jBBgwFoAUX9sOodl1dmaF6yVAza6faF4fbZkwDwYDVR0TAQH/
        BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBJjNqCXIEdd5AahqfSzaKEDJsJ7t2B
        dkFRBYPUPu4+/QIhALmoe6WrSfJfcYdQ/k4/OArqriYaWDQNNprEAu5Zgq9w
        -----END CERTIFICATE-----
        """
}
