// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `tpauth` takes what a service takes, so that both share a session by sharing their settings.
@Suite struct SharedSettingsTests {
    @Test func `the settings of a service are enough, and its log and key are used`() async throws {
        try await Bench.run { bench in
            let secret = bench.folder.appending(path: "secret")
            try Data((bench.environment["TICKETPARK_CLIENT_SECRET"] ?? "").utf8).write(to: secret)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
            let changes = [
                "TICKETPARK_CLIENT_SECRET": nil, "TICKETPARK_CLIENT_SECRET_FILE": secret.path,
                "TICKETPARK_LOG": "service.sqlite", "TICKETPARK_KEY_FILE": "service.key",
            ]
            let login = try await bench.auth("login", input: bench.password, changes: changes)
            #expect(login.exit == 0, "\(login.error)")
            #expect(try await bench.auth("token", changes: changes).exit == 0)
            for file in ["service.sqlite", "service.key", "service.key.sign"] {
                #expect(FileManager.default.fileExists(atPath: bench.folder.appending(path: file).path))
            }
        }
    }

    @Test func `flags come before the tool's own variables, and those before a service's`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            let changes = ["TICKETPARK_LOG": "nowhere.sqlite", "TPAUTH_LOG": bench.log.path]
            #expect(try await bench.auth("status", changes: changes).exit == 0)
            #expect(try await bench.auth("status", "--log", "nowhere.sqlite", changes: changes).exit == 6)
            #expect(try await bench.auth("status", changes: ["TICKETPARK_LOG": "nowhere.sqlite"]).exit == 6)
        }
    }

    @Test func `a flag takes the place of every way to say the same`() async throws {
        try await Bench.run { bench in
            let changes = ["TICKETPARK_KEY_CREDENTIAL": "key", "TICKETPARK_CLIENT_AUTHENTICATION": "basic"]
            let login = try await bench.auth(
                "login", "--key-file", "k", "--client-auth", "raw", input: bench.password, changes: changes)
            #expect(login.exit == 0, "\(login.error)")
            #expect(FileManager.default.fileExists(atPath: bench.folder.appending(path: "k").path))
        }
    }
}
