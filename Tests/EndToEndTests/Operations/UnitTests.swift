// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The units for systemd do what they say.
@Suite struct UnitTests {
    /// Where systemd's own check of units is, where this machine has it.
    static let analyzer = ["/usr/bin/systemd-analyze", "/bin/systemd-analyze"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// A machine of its own: what systemd would have made for the units before they start.
    private struct Machine {
        let bench: Bench
        let places: [(String, String)]
        let credentials: URL

        init(_ bench: Bench) throws {
            self.bench = bench
            credentials = bench.folder.appending(path: "credentials")
            let state = bench.folder.appending(path: "state")
            let anchors = bench.folder.appending(path: "anchors")
            for folder in [credentials, state, anchors] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            }
            places = [
                ("/usr/local/bin", try Tool.tpaudit.url.deletingLastPathComponent().path),
                ("/var/lib/box-office-anchors", anchors.path), ("/var/lib/box-office", state.path),
                ("43_your_client_key", bench.sandbox.announcement.clientKey),
            ]
            for name in try Unit("box-office.service").credentials {
                let secret =
                    name == "client-secret"
                    ? bench.sandbox.announcement.clientSecret ?? ""
                    : String(repeating: name.hasSuffix(".sign") ? "ab" : "cd", count: 32)
                try Data(secret.utf8).write(to: credentials.appending(path: name))
                // As systemd leaves them, where it lets the service's user read them.
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o440], ofItemAtPath: credentials.appending(path: name).path)
            }
        }

        func unit(_ name: String) throws -> Unit { try Unit(name, places: places) }

        /// What the processes of a unit find in their environment.
        func environment(of unit: Unit) -> [String: String] {
            var environment = unit.environment
            environment["TICKETPARK_BASE_URL"] = bench.environment["TICKETPARK_BASE_URL"]
            environment["TICKETPARK_CA_FILE"] = bench.environment["TICKETPARK_CA_FILE"]
            if !unit.credentials.isEmpty { environment["CREDENTIALS_DIRECTORY"] = credentials.path }
            return environment
        }

        /// Runs all commands of a unit, one after the other.
        func run(_ unit: Unit, _ change: (String) -> String = { $0 }) async throws -> [ToolProcess.Result] {
            var results: [ToolProcess.Result] = []
            for command in unit.commands {
                results.append(
                    try await ToolProcess(
                        running: ["/bin/sh", "-c", change(command)], environment: environment(of: unit),
                        in: bench.folder
                    ).result())
            }
            return results
        }
    }

    @Test func `the service starts with its credentials, and its log is anchored, verified and archived`() async throws
    {
        try await Bench.run { bench in
            let machine = try Machine(bench)
            let service = try machine.unit("box-office.service")
            var environment = machine.environment(of: service)
            environment["TICKETPARK_USERNAME"] = bench.sandbox.announcement.username
            environment["BOX_OFFICE_PORT"] = "0"
            let login = try await ToolProcess(
                .tpauth, ["login", "--session", "box-office"], environment: environment, input: bench.password,
                in: bench.folder
            ).result()
            #expect(login.exit == 0, "\(login.error)")
            let office = try ToolProcess(
                running: ["/bin/sh", "-c", "exec " + service.commands[0]], environment: environment, in: bench.folder)
            #expect(try await office.firstLine().contains("open at"))

            let anchor = try machine.unit("box-office-anchor.service")
            for result in try await machine.run(anchor) { #expect(result.exit == 0, "\(result.output)\(result.error)") }
            let archive = try machine.unit("box-office-archive.service")
            let nothing = try await machine.run(archive)
            #expect(nothing.map(\.exit) == [1], "\(nothing)")
            #expect(archive.values("SuccessExitStatus") == ["1"])
            let moved = try await machine.run(archive) { $0.replacing("90d", with: "0s") }
            #expect(moved.map(\.exit) == [0], "\(moved)")
            for result in try await machine.run(anchor) { #expect(result.exit == 0, "\(result.output)\(result.error)") }

            office.send(SIGTERM)
            #expect(try await office.result().exit == 0)
        }
    }

    @Test func `a log that was put back is found by the unit that anchors it`() async throws {
        try await Bench.run { bench in
            let machine = try Machine(bench)
            let state = bench.folder.appending(path: "state")
            let log = state.appending(path: "auth.sqlite")
            let before = bench.folder.appending(path: "before")
            func login() async throws {
                let result = try await bench.auth(
                    "login", input: bench.password, changes: ["TICKETPARK_LOG": log.path])
                #expect(result.exit == 0, "\(result.error)")
            }
            try await login()
            try FileManager.default.copyItem(at: state, to: before)
            try await login()
            let anchor = try machine.unit("box-office-anchor.service")
            #expect(try await machine.run(anchor).map(\.exit) == [0, 0])
            try FileManager.default.removeItem(at: state)
            try FileManager.default.moveItem(at: before, to: state)
            #expect(try await machine.run(anchor).map(\.exit) == [2, 2])
        }
    }

    @Test func `a log that was changed is found by the unit that anchors it`() async throws {
        try await Bench.run { bench in
            let machine = try Machine(bench)
            let log = bench.folder.appending(path: "state/auth.sqlite")
            let login = try await bench.auth("login", input: bench.password, changes: ["TICKETPARK_LOG": log.path])
            #expect(login.exit == 0, "\(login.error)")
            let anchor = try machine.unit("box-office-anchor.service")
            #expect(try await machine.run(anchor).map(\.exit) == [0, 0])
            // The name of the session, where it is in the main file alone. The last checkpoint is as it was, so keeping it
            // finds nothing.
            try FileManager.default.removeItem(atPath: log.path + "-wal")
            #expect(try await machine.run(anchor).map(\.exit) == [0, 0])
            var bytes = try Data(contentsOf: log)
            let name = try #require(bytes.firstRange(of: Data("default".utf8)))
            bytes.replaceSubrange(name, with: Data("defualt".utf8))
            try bytes.write(to: log)
            #expect(try await machine.run(anchor).map(\.exit) == [0, 2])
        }
    }

    /// Who signs in does so before the service has made its folder, and must not leave a log there that it cannot open.
    @Test func `the sign-in of the article has the user, folder, credentials and settings of the service`() throws {
        let service = try Unit("box-office.service")
        let article = "Sources/TicketparkAuth/TicketparkAuth.docc/Operations.md"
        let command = try #require(
            try Repository.shellBlocks(in: article, under: "### systemd").first { $0.hasPrefix("systemd-run") })
        let words = command.split { $0 == " " || $0 == "\n" || $0 == "\\" }.map(String.init)
        func values(_ option: String) -> [String] {
            words.filter { $0.hasPrefix(option) }.map { String($0.dropFirst(option.count)) }
        }
        for key in ["StateDirectory", "StateDirectoryMode", "UMask", "LoadCredentialEncrypted"] {
            #expect(values("--property=\(key)=") == service.values(key), "\(key)")
        }
        #expect(values("--uid=") == service.values("User"))
        #expect(values("--setenv=") == service.values("Environment"))
    }

    @Test(.enabled(if: analyzer != nil, "there is no systemd-analyze"))
    func `systemd has nothing to say against the units`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "units-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let units = Repository.operations.filter { $0.hasSuffix(".service") || $0.hasSuffix(".timer") }
        #expect(units.count == 5)
        let tools = try Tool.tpaudit.url.deletingLastPathComponent().path
        var files: [String] = []
        for path in units {
            let name = String(path.split(separator: "/").last ?? "")
            let file = folder.appending(path: name)
            try Data(try Unit(name, places: [("/usr/local/bin", tools)]).text.utf8).write(to: file)
            files.append(file.path)
        }
        let analyzer = try #require(Self.analyzer)
        let result = try await ToolProcess(running: [analyzer, "verify", "--man=no"] + files, in: folder).result()
        #expect(result.exit == 0 && result.error.isEmpty, "\(result.output)\(result.error)")
    }
}
