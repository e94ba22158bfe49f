// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// No secret is in an argument, in what is said, or readable in what is left behind.
@Suite struct SecrecyTests {
    @Test func `no command takes a secret as an argument`() async throws {
        let folder = FileManager.default.temporaryDirectory
        for command in ["login", "adopt", "token", "request", "status", "logout", "demo"] {
            let help = try await ToolProcess(.tpauth, [command, "--help"], in: folder).result()
            #expect(help.exit == 0)
            let flags = help.output.matches(of: /--[a-z-]+/).map { String($0.output) }
            #expect(flags.filter { $0.contains("password") || $0.contains("token") } == [])
            #expect(Set(flags.filter { $0.contains("secret") }).isSubset(of: ["--client-secret-file"]))
        }
    }

    @Test func `nothing that is said or left behind holds a secret`() async throws {
        try await Bench.run { bench in
            var said = ""
            func run(_ arguments: String..., input: String = "") async throws {
                let result = try await bench.start(arguments, input: input).result()
                said += result.output + result.error
            }
            try await run("login", input: "wrong" + bench.password)
            try await run("login", input: bench.password)
            let token = try await bench.auth("token").line
            try await run("status")
            try await run("status", "--format", "json")
            try await run("request", "GET", "/events/", "-i")
            try await run("request", "GET", "/nothing")
            try await run("adopt", "--session", "other", input: "wrong" + token)
            try await run("logout", "--burn")
            try await run("demo", "--fast", "--log", "demo.sqlite")
            let secret = try #require(bench.sandbox.announcement.clientSecret)
            for hidden in [bench.password, secret, token] { #expect(!said.contains(hidden)) }
            for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder.path) {
                let content = try Data(contentsOf: bench.folder.appending(path: name))
                for hidden in [bench.password, secret, token] {
                    #expect(content.range(of: Data(hidden.utf8)) == nil, "\(name)")
                    #expect(!name.contains(hidden))
                }
            }
        }
    }

    @Test func `a server that repeats secrets does not get them printed`() async throws {
        try await Bench.run(["--fault", "password:echo=invalid_grant"]) { bench in
            let result = try await bench.auth("login", input: bench.password)
            #expect(result.exit == 2 && result.errorLines.count == 1)
            #expect(!result.error.contains(bench.password))
        }
    }
}
