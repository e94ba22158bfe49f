// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Whatever is wrong from outside: one line that says what, where and what next, and the documented exit code.
@Suite struct BadSettingsTests {
    /// One thing that is wrong.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String] = ["login"]
        var changes: [String: String?] = [:]
        var input: String?
        var exit: Int32
        /// What the line has to hold.
        var says: [String]

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "unreachable host", arguments: ["login", "--timeout", "2"],
            changes: ["TICKETPARK_BASE_URL": "https://localhost:1"], exit: 3,
            says: ["cannot connect to localhost:1", "Connection refused", "--base-url"]),
        Case(
            name: "unknown host", arguments: ["login", "--timeout", "2"],
            changes: ["TICKETPARK_BASE_URL": "https://no-such-host.invalid"], exit: 3,
            says: ["cannot connect to no-such-host.invalid", "--base-url"]),
        Case(
            name: "untrusted certificate", changes: ["TICKETPARK_CA_FILE": nil], exit: 3,
            says: ["the TLS certificate of localhost:", "not trusted", "CERTIFICATE_VERIFY_FAILED", "--ca-file"]),
        Case(
            name: "http", changes: ["TICKETPARK_BASE_URL": "http://api.ticketpark.ch"], exit: 64,
            says: ["plain http", "use https", "--base-url"]),
        Case(
            name: "http to this machine", changes: ["TICKETPARK_BASE_URL": "http://localhost:80"], exit: 64,
            says: ["plain http", "use https"]),
        Case(
            name: "no URL", changes: ["TICKETPARK_BASE_URL": "api.ticketpark.ch"], exit: 64,
            says: ["not an absolute URL", "https://"]),
        Case(
            name: "password in the URL", changes: ["TICKETPARK_BASE_URL": "https://me:hush@localhost"], exit: 64,
            says: ["holds a user name or password"]),
        Case(
            name: "no client key", changes: ["TICKETPARK_CLIENT_KEY": nil], exit: 64,
            says: ["client key is missing", "TICKETPARK_CLIENT_KEY"]),
        Case(
            name: "empty client secret", changes: ["TICKETPARK_CLIENT_SECRET": ""], exit: 64,
            says: ["client secret is missing", "TICKETPARK_CLIENT_SECRET"]),
        Case(
            name: "client secret with a line break", changes: ["TICKETPARK_CLIENT_SECRET": "hush\n"], exit: 64,
            says: ["client secret", "line break"]),
        Case(
            name: "wrong client secret", changes: ["TICKETPARK_CLIENT_SECRET": "hush+hush"], exit: 2,
            says: ["refused this client", "TICKETPARK_CLIENT_SECRET", "--client-auth form"]),
        Case(
            name: "no user name", changes: ["TICKETPARK_USERNAME": nil], exit: 64,
            says: ["user name is missing", "--username"]),
        Case(name: "empty password", input: "", exit: 64, says: ["password on standard input is empty"]),
        Case(name: "wrong password", input: "hush", exit: 2, says: ["refused the user name or the password"]),
        Case(
            name: "CA file that is not there", changes: ["TICKETPARK_CA_FILE": "nowhere.pem"], exit: 6,
            says: ["trust roots file", "cannot be read", "--ca-file"]),
        Case(
            name: "client secret file that is not there", arguments: ["login", "--client-secret-file", "nowhere"],
            exit: 6, says: ["client secret in nowhere"]),
        Case(
            name: "client secret file that others can read",
            arguments: ["login", "--client-secret-file", "/etc/passwd"], exit: 6,
            says: ["client secret", "/etc/passwd", "others can read", "chmod"]),
        Case(
            name: "client secret in two places", changes: ["TICKETPARK_CLIENT_SECRET_FILE": "secret"], exit: 64,
            says: ["TICKETPARK_CLIENT_SECRET_FILE", "besides ticketpark.clientSecret", "leave one of them out"]),
        Case(
            name: "unknown client authentication", changes: ["TICKETPARK_CLIENT_AUTHENTICATION": "basic"], exit: 64,
            says: ["TICKETPARK_CLIENT_AUTHENTICATION", "takes raw, form, body"]),
        Case(
            name: "key in two places",
            changes: ["TICKETPARK_KEY_FILE": "key", "TICKETPARK_KEY_CREDENTIAL": "key"], exit: 64,
            says: ["TICKETPARK_KEY_CREDENTIAL", "besides ticketpark.keyFile"]),
        Case(
            name: "label too long", arguments: ["login", "--session", String(repeating: "é", count: 65)], exit: 64,
            says: ["--session", "130 bytes", "128"]),
        Case(name: "empty label", arguments: ["login", "--session", ""], exit: 64, says: ["--session", "empty"]),
        Case(
            name: "label with an escape", arguments: ["login", "--session", "box\u{1B}[31m"], exit: 64,
            says: ["--session", "control character (U+001B)"]),
        Case(
            name: "label that turns text around", arguments: ["login", "--session", "box\u{202E}"], exit: 64,
            says: ["control character (U+202E)"]),
        Case(
            name: "folder that is not there", arguments: ["login", "--log", "nowhere/auth.sqlite"], exit: 6,
            says: ["nowhere/auth.sqlite", "No such file"]),
        Case(name: "folder instead of a log", arguments: ["login", "--log", "."], exit: 6, says: ["is a folder"]),
        Case(name: "no log", arguments: ["token"], exit: 6, says: ["no log at", "tpauth login", "--log"]),
        Case(name: "unknown command", arguments: ["frobnicate"], exit: 64, says: ["frobnicate", "--help"]),
        Case(
            name: "unknown method", arguments: ["request", "FROB", "/events/"], exit: 64,
            says: ["GET, HEAD, POST, PATCH, DELETE"]),
        Case(
            name: "body that is not JSON", arguments: ["request", "POST", "/events/", "--data", "{"], exit: 64,
            says: ["not JSON", "nothing was sent"]),
        Case(
            name: "query without a value", arguments: ["request", "GET", "/events/", "--query", "page"], exit: 64,
            says: ["--query", "name=value"]),
        Case(
            name: "tokens that are none", arguments: ["adopt"], input: "{\"access_token\": \"hush\"}", exit: 64,
            says: ["neither a refresh_token"]),
    ]

    @Test(arguments: cases)
    func `one clear line and the documented exit code`(_ row: Case) async throws {
        try await Bench.run { bench in
            let result = try await bench.start(
                row.arguments, input: row.input ?? bench.password, changes: row.changes
            ).result()
            #expect(result.exit == row.exit, "\(result.error)")
            #expect(result.output.isEmpty)
            #expect(result.errorLines.count == 1, "\(result.error)")
            #expect(result.error.hasPrefix("tpauth: "))
            for part in row.says { #expect(result.error.contains(part), "\(result.error)") }
            #expect(!result.error.contains("hush") && !result.error.contains(bench.password))
            #expect(result.error.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
            // What was begun of a log is whole.
            if FileManager.default.fileExists(atPath: bench.log.path) { try await bench.expectSoundLog() }
        }
    }

    @Test func `a path of the API that leads elsewhere is not called`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            for path in ["events", "//evil.example/", "https://evil.example/", "/../x", "/a b\u{7}"] {
                let result = try await bench.auth("request", "GET", path)
                #expect(result.exit == 64 && result.output.isEmpty, "\(path): \(result.error)")
                #expect(result.errorLines.count == 1)
            }
        }
    }
}
