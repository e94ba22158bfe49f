// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog

/// Keys that come from the environment or from systemd. Variables belong to the process, so another one takes them.
struct KeySourceTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    /// The two keys of a log in digits.
    private func digits() throws -> [String] {
        try ["box-office.key", "box-office.key.sign"].map { name in
            String(decoding: try bench.scratch.read(name), as: UTF8.self)
        }
    }

    @Test func `the keys of a log may come from the environment`() async throws {
        try bench.makeLog()
        let keys = try digits()
        let path = bench.path
        await #expect(processExitsWith: .success) { [path = path as String, keys = keys as [String]] in
            setenv("VAULT_KEY", keys[0], 1)
            setenv("SIGNING_KEY", keys[1], 1)
            let source = KeySource.environment(vaultKey: "VAULT_KEY", signingKey: "SIGNING_KEY")
            let log = try EventLog(path: path, keys: source)
            #expect(log.size == 3)
            // The wrong way round they are keys, but not these.
            let swapped = KeySource.environment(vaultKey: "SIGNING_KEY", signingKey: "VAULT_KEY")
            #expect(throws: LogError.keyMismatch(source: "$SIGNING_KEY", log: path, purpose: "vault")) {
                _ = try EventLog(path: path, keys: swapped)
            }
            setenv("VAULT_KEY", "abc", 1)
            let error = LogError.keyUnusable(source: "$VAULT_KEY", reason: "it is not 64 hexadecimal digits")
            #expect(throws: error) { _ = try EventLog(path: path, keys: source) }
            unsetenv("SIGNING_KEY")
            setenv("VAULT_KEY", keys[0], 1)
            let unset = LogError.keyUnusable(source: "$SIGNING_KEY", reason: "the variable is not set")
            #expect(throws: unset) { _ = try EventLog(path: path, keys: source) }
        }
    }

    @Test func `a new log may be made with keys from the environment`() async throws {
        let path = bench.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            setenv("VAULT_KEY", String(repeating: "1", count: 64), 1)
            setenv("SIGNING_KEY", String(repeating: "2", count: 64), 1)
            let source = KeySource.environment(vaultKey: "VAULT_KEY", signingKey: "SIGNING_KEY")
            let log = try EventLog(path: path, keys: source)
            #expect(log.size == 0)
        }
        #expect(try bench.scratch.names().filter { $0.contains("key") } == [])
    }

    @Test func `the keys of a log may be systemd's credentials, whatever their modes`() async throws {
        try bench.makeLog()
        for name in ["box-office.key", "box-office.key.sign"] {
            try #require(chmod(bench.scratch.file(name), 0o440) == 0)
        }
        let path = bench.path
        let folder = bench.scratch.path
        await #expect(processExitsWith: .success) { [path = path as String, folder = folder as String] in
            let source = KeySource.credential(name: "box-office.key")
            unsetenv("CREDENTIALS_DIRECTORY")
            let unset = LogError.keyUnusable(
                source: "credential box-office.key",
                reason: "$CREDENTIALS_DIRECTORY is not set, so systemd did not start this")
            #expect(throws: unset) { _ = try EventLog(path: path, keys: source) }
            setenv("CREDENTIALS_DIRECTORY", folder, 1)
            let log = try EventLog(path: path, keys: source)
            #expect(log.size == 3)
            #expect(throws: LogError.keyMissing(path: folder + "/other")) {
                _ = try EventLog(path: path, keys: .credential(name: "other"))
            }
        }
    }

    @Test func `digits may be large or small, with space around them`() throws {
        try bench.makeLog()
        let key = try digits()[0]
        let file = try FileHandle.readingAndWriting(bench.keyPath)
        try file.resize(to: 0)
        try file.write(Array(" \r\n\(key.uppercased())\r\n\t ".utf8))
        #expect(try bench.open().size == 3)
    }
}
