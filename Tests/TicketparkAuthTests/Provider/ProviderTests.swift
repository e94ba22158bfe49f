// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

@testable import TicketparkAuth

struct ProviderTests {
    @Test func `Ticketpark's addresses are the default`() throws {
        let provider = try Provider.ticketpark(clientKey: "43_a", clientSecret: Secret("s"))
        #expect(provider.tokenEndpoint.description == "https://api.ticketpark.ch/oauth/v2/token")
        #expect(provider.apiBaseURL.description == "https://api.ticketpark.ch")
        #expect(provider.clientAuthentication == .rawBasic)
        #expect(provider.scope == nil)
        #expect(provider.policy == .ticketpark)
        #expect(provider.warnings.isEmpty)
    }

    @Test(arguments: [
        ("https://gateway.example/tp", "https://gateway.example/tp/oauth/v2/token"),
        ("https://gateway.example/tp/", "https://gateway.example/tp/oauth/v2/token"),
        ("https://gateway.example:8443", "https://gateway.example:8443/oauth/v2/token"),
    ])
    func `the token endpoint lies below the base URL`(base: String, endpoint: String) throws {
        let provider = try Provider.ticketpark(clientKey: "k", clientSecret: Secret("s"), baseURL: base)
        #expect(provider.tokenEndpoint.description == endpoint)
    }

    @Test(
        arguments: [
            (base: "", key: "k", secret: "s", setting: ProviderError.Setting.apiBaseURL, problem: .empty),
            ("http://api.ticketpark.ch", "k", "s", .apiBaseURL, .plainHTTPBeyondLoopback),
            ("http://localhost:1", "k", "s", .apiBaseURL, .plainHTTP),
            ("https://u:p@a.b", "k", "s", .apiBaseURL, .credentials),
            ("https://a.b#x", "k", "s", .apiBaseURL, .fragment),
            ("https://a.b?x", "k", "s", .apiBaseURL, .query),
            ("https://a.b/x/../y", "k", "s", .apiBaseURL, .dotSegment),
            ("https://a.b", "", "s", .clientKey, .empty),
            ("https://a.b", "k\n", "s", .clientKey, .controlCharacter),
            ("https://a.b", "k:1", "s", .clientKey, .colonInRawBasic),
            ("https://a.b", "k", "", .clientSecret, .empty),
            ("https://a.b", "k", "s\r\n", .clientSecret, .controlCharacter),
        ]
            as [(
                base: String, key: String, secret: String, setting: ProviderError.Setting,
                problem: ProviderError.Problem
            )])
    func `a setting that cannot work is refused by name`(
        row: (
            base: String, key: String, secret: String, setting: ProviderError.Setting, problem: ProviderError.Problem
        )
    ) {
        #expect(throws: ProviderError(row.setting, row.problem)) {
            try Provider.ticketpark(clientKey: row.key, clientSecret: Secret(row.secret), baseURL: row.base)
        }
    }

    @Test func `plain http to loopback needs the option, and other hosts are refused with it`() throws {
        let local = try Provider.ticketpark(
            clientKey: "k", clientSecret: Secret("s"), baseURL: "http://127.0.0.1:80", allowsPlainHTTPOnLoopback: true)
        #expect(local.warnings == [.plainHTTP])
        #expect(throws: ProviderError(.apiBaseURL, .plainHTTPBeyondLoopback)) {
            try Provider.ticketpark(
                clientKey: "k", clientSecret: Secret("s"), baseURL: "http://10.0.0.1", allowsPlainHTTPOnLoopback: true)
        }
    }

    @Test func `a colon in the client key is fine once it is form-encoded`() throws {
        let provider = try Provider.ticketpark(
            clientKey: "k:1", clientSecret: Secret("s"), clientAuthentication: .formEncodedBasic)
        #expect(provider.authorization?.reveal() == "Basic " + Data("k%3A1:s".utf8).base64EncodedString())
        #expect(provider.warnings == [.basicEncodingsDiffer])
    }

    @Test func `raw Basic sends key and secret as they are`() throws {
        let provider = try Provider.ticketpark(clientKey: "Aladdin", clientSecret: Secret("open sesame"))
        // The example of RFC 7617 section 2.
        #expect(provider.authorization?.reveal() == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(provider.warnings == [.basicEncodingsDiffer])
    }

    @Test func `a client that is named in the body needs no header, and nothing in it is encoded two ways`() throws {
        let provider = try Provider.ticketpark(
            clientKey: "k:1", clientSecret: Secret("s %"), clientAuthentication: .requestBody)
        #expect(provider.authorization == nil)
        #expect(provider.warnings == [])
    }

    @Test(arguments: ["", " a", "a  b", "a\"b", "ä"])
    func `a scope of other characters is refused`(scope: String) {
        #expect(throws: ProviderError.self) {
            try Provider(
                tokenEndpoint: "https://a.b/t", apiBaseURL: "https://a.b", clientKey: "k", clientSecret: Secret("s"),
                scope: scope)
        }
    }

    @Test func `a file of trust roots must exist and hold a certificate`() throws {
        func provider(_ file: String) throws -> Provider {
            try .ticketpark(clientKey: "k", clientSecret: Secret("s"), trustRootsFile: file)
        }
        #expect(throws: ProviderError(.trustRootsFile, .unreadable)) { try provider("/nonexistent/ca.pem") }
        try withTemporaryFile("no certificate") { file in
            #expect(throws: ProviderError(.trustRootsFile, .noCertificate)) { try provider(file) }
        }
        try withTemporaryFile("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") { file in
            #expect(throws: ProviderError(.trustRootsFile, .noCertificate)) { try provider(file) }
        }
    }

    @Test func `no description tells a secret`() throws {
        let provider = try Provider.ticketpark(clientKey: "k", clientSecret: Secret("hush-hush"))
        #expect(!"\(provider)".contains("hush"))
        #expect(!String(reflecting: provider).contains("hush"))
        for setting in ProviderError.Setting.allCases {
            for problem in ProviderError.Problem.allCases {
                let line = ProviderError(setting, problem).description
                #expect(line.hasPrefix(setting.rawValue + ": ") && !line.contains("\n"))
            }
        }
    }
}
