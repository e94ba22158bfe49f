// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The flags of `tpsandbox`, as a client feels them.
@Suite struct SandboxFlagTests {
    private static let folder = FileManager.default.temporaryDirectory

    @Test func `the announcement for people can be pasted into a shell, and used`() async throws {
        let sandbox = try ToolProcess(.tpsandbox, [], in: Self.folder)
        let line = try await sandbox.firstLine()
        #expect(line.hasPrefix("Ticketpark sandbox ready at https://localhost:"))
        sandbox.send(SIGINT)
        let result = try await sandbox.result()
        #expect(result.exit == 0 && result.error.isEmpty)
        let export = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("export ") })
        let echo = try await ToolProcess(
            running: ["/bin/sh", "-euc", "\(export); echo \"$TICKETPARK_BASE_URL $TICKETPARK_USERNAME\""],
            in: Self.folder
        ).result()
        #expect(echo.line.hasSuffix(" box-office@sandbox.example") && line.contains(echo.line.prefix { $0 != " " }))
    }

    @Test func `credentials can be chosen, and secrets come from files alone`() async throws {
        let password = Self.folder.appending(path: "password-\(UUID().uuidString)")
        try Data("chosen password\n".utf8).write(to: password)
        let secret = Self.folder.appending(path: "secret-\(UUID().uuidString)")
        try Data("chosen secret\n".utf8).write(to: secret)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
        let flags = [
            "--username", "me@here.example", "--client-key", "1_key", "--password-file", password.path,
            "--client-secret-file", secret.path,
        ]
        try await Bench.run(flags) { bench in
            #expect(bench.sandbox.announcement.password == nil)
            #expect(bench.sandbox.announcement.clientSecret == nil)
            #expect(bench.sandbox.announcement.clientKey == "1_key")
            let login = try await bench.auth("login", "--client-secret-file", secret.path, input: "chosen password")
            #expect(login.exit == 0, "\(login.error)")
            #expect(login.output.contains("me@here.example"))
        }
        try FileManager.default.removeItem(at: password)
        try FileManager.default.removeItem(at: secret)
    }

    @Test func `a state folder keeps the authority over restarts`() async throws {
        let state = Self.folder.appending(path: "state-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: false)
        var certificates: [Data] = []
        for _ in 1...2 {
            let sandbox = try await SandboxProcess.start(["--state-dir", state.path], in: state)
            certificates.append(try Data(contentsOf: URL(filePath: sandbox.announcement.caFile)))
            #expect(try await sandbox.stop().exit == 0)
        }
        #expect(certificates[0] == certificates[1])
        try FileManager.default.removeItem(at: state)
    }

    @Test func `without rotation the refresh token stays`() async throws {
        try await Bench.run(["--rotation", "repeated", "--access-lifetime", "4"]) { bench in
            try await bench.login()
            try await Task.sleep(for: .seconds(4))
            #expect(try await bench.auth("token").exit == 0)
            let hashes = Set(try bench.sandbox.journal.map(\.issuedRefreshTokenHash))
            #expect(hashes.count == 1)
        }
    }

    @Test func `another server's manner is chosen as a whole, and changed in parts`() async throws {
        let flags = [
            "--manner", "rfc6749", "--rotation", "harmless", "--framing", "chunked", "--token-type", "omitted",
        ]
        try await Bench.run(flags + ["--client-refusal", "challenge", "--expires-in", "text"]) { bench in
            // Form-encoding changes nothing of these credentials, so they are sent one way and read the other.
            try await bench.login()
            #expect(try await bench.auth("request", "GET", "/events/").exit == 0)
            let other = try await bench.auth(
                "login", "--session", "other", "--client-auth", "body", input: bench.password)
            #expect(other.exit == 2 && other.error.contains("client"), "\(other.error)")
            #expect(try await bench.auth("logout", "--burn").exit == 0)
            let journal = try bench.sandbox.journal
            #expect(journal.map(\.outcome) == ["granted", "denied", "granted"])
            #expect(journal[2].refreshTokenHash != journal[2].issuedRefreshTokenHash)
            try await bench.expectSoundLog()
        }
    }

    @Test(arguments: ["wrong-name", "expired", "not-yet-valid", "untrusted", "self-signed"])
    func `a certificate that is not to be trusted can be shown, and is not trusted`(kind: String) async throws {
        try await Bench.run(["--certificate", kind]) { bench in
            let login = try await bench.auth("login", input: bench.password, changes: [:])
            #expect(login.exit != 0 && login.error.contains("is not trusted"), "\(login.error)")
            #expect(try bench.sandbox.journal.isEmpty)
        }
    }

    @Test func `faults befall the requests that they were meant for`() async throws {
        let flags = ["--fault", "password:status=503,times=2", "--fault", "api:expired-token,skip=1"]
        try await Bench.run(flags) { bench in
            // Two tries come back with 503, the third signs in.
            try await bench.login()
            #expect(try bench.sandbox.journal.map(\.outcome) == ["failed", "failed", "granted"])
            let first = try await bench.auth("request", "GET", "/events/")
            #expect(first.exit == 0 && first.error.isEmpty)
            #expect(try bench.sandbox.journal.count == 3)
            // This one is answered 401, and goes through with a new token without anybody noticing.
            let second = try await bench.auth("request", "GET", "/events/")
            #expect(second.exit == 0 && second.error.isEmpty)
            #expect(try bench.sandbox.journal.map(\.grant).last == "refresh_token")
        }
    }

    @Test(
        arguments: [
            (["--port", "70000"], 64, "port"), (["--access-lifetime", "0"], 64, "lifetime"),
            (["--fault", "refresh:nonsense"], 64, "nonsense"), (["--fault", "nobody:slow=1"], 64, "target"),
            (["--password-file", "nowhere"], 6, "nowhere"), (["--journal", "nowhere/journal"], 6, "nowhere/journal"),
            (["--ca-file", "nowhere/ca.pem"], 6, "nowhere/ca.pem"), (["--log-level", "loud"], 64, "loud"),
            (["--manner", "rude"], 64, "rude"), (["--scope", "{"], 64, "--scope"),
            (["--known-scope", ""], 64, "scope"),
            (["--certificate", "expired", "--state-dir", "nowhere"], 64, "certificate"),
        ] as [([String], Int32, String)])
    func `wrong flags are told in one line`(_ flags: [String], _ exit: Int32, _ says: String) async throws {
        let result = try await ToolProcess(.tpsandbox, flags, in: Self.folder).result()
        #expect(result.exit == exit, "\(result.error)")
        #expect(result.output.isEmpty && result.errorLines.count == 1)
        #expect(result.error.hasPrefix("tpsandbox: ") && result.error.contains(says), "\(result.error)")
    }

    @Test func `a port that is taken is named`() async throws {
        try await Bench.run { bench in
            let port = try #require(bench.sandbox.announcement.url.split(separator: ":").last.map(String.init))
            let result = try await ToolProcess(.tpsandbox, ["--port", port], in: bench.folder).result()
            #expect(result.exit == 6 && result.errorLines.count == 1)
            #expect(result.error.contains(port), "\(result.error)")
        }
    }
}
