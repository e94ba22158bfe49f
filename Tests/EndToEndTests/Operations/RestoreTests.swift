// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the article says of backups, run as it stands there.
@Suite struct RestoreTests {
    private static let article = "Sources/TicketparkAuth/TicketparkAuth.docc/Operations.md"

    /// Runs the commands of a section, with a user's settings.
    private func run(
        _ heading: String, on bench: Bench, _ change: (String) -> String = { $0 }
    ) async throws -> ToolProcess.Result {
        let commands = try Repository.shellBlocks(in: Self.article, under: heading).joined(separator: "\n")
        try #require(!commands.isEmpty)
        var environment = bench.environment
        environment["PATH"] = try Tool.tpaudit.url.deletingLastPathComponent().path + ":/usr/bin:/bin"
        environment["TICKETPARK_LOG"] = bench.log.path
        environment["BACKUPS"] = bench.folder.appending(path: "backups").path
        return try await ToolProcess(
            running: ["/bin/sh", "-euc", change(commands)], environment: environment, input: bench.password,
            in: bench.folder
        ).result()
    }

    private func makeBackup(_ bench: Bench, _ change: (String) -> String = { $0 }) async throws {
        try FileManager.default.createDirectory(
            at: bench.folder.appending(path: "backups"), withIntermediateDirectories: false)
        try await bench.login(session: "box-office")
        let backup = try await run("### Back up", on: bench, change)
        #expect(backup.exit == 0, "\(backup.output)\(backup.error)")
    }

    @Test func `a log is backed up, lost, restored, and serves after a sign-in`() async throws {
        try await Bench.run { bench in
            try await makeBackup(bench)
            try await bench.login(session: "since")
            try Data("damaged".utf8).write(to: bench.log)
            let restore = try await run("### Restore", on: bench)
            #expect(restore.exit == 0, "\(restore.output)\(restore.error)")
            #expect(try await bench.auth("token", "--session", "box-office").exit == 0)
            #expect(try await bench.auth("status", "--session", "since").exit == 1)
            try await bench.expectSoundLog()
            let aside = bench.folder.appending(path: "backups/aside/auth.sqlite")
            #expect(try Data(contentsOf: aside) == Data("damaged".utf8))
        }
    }

    @Test func `a restored log serves nobody before a sign-in, with its tokens as well as without`() async throws {
        for withVault in [false, true] {
            try await Bench.run(["--fault", "api:expired-token"]) { bench in
                try await makeBackup(bench) {
                    withVault ? $0.replacing("tpaudit backup", with: "tpaudit backup --with-vault") : $0
                }
                // The refresh token of the backup is spent.
                #expect(try await bench.auth("logout", "--burn", "--session", "box-office").exit == 0)
                let restore = try await run("### Restore", on: bench) {
                    $0.split(separator: "\n").filter { !$0.hasPrefix("tpauth login") }.joined(separator: "\n")
                }
                #expect(restore.exit == 0, "\(restore.output)\(restore.error)")
                let events = try await bench.auth("request", "GET", "/events/", "--session", "box-office")
                #expect(events.exit == 1 && events.output.isEmpty, "\(events.error)")
                #expect(try await bench.auth("status", "--session", "box-office").exit == 1)
                let why = try await ToolProcess(.tpaudit, ["why", bench.log.path, "box-office"], in: bench.folder)
                    .result()
                #expect(why.output.contains("has no such refresh token") != withVault, "\(why.output)")
            }
        }
    }
}
