// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Files that this user may not write, or not read. Root may do both, so root becomes somebody else for it.
struct PermissionTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
        try bench.makeLog()
    }

    /// Hands all files to user 65534 (nobody), with those modes.
    private func give(folder: mode_t = 0o700, log: mode_t = 0o600, key: mode_t = 0o600) throws {
        for name in try bench.scratch.names() {
            _ = chown(bench.scratch.file(name), 65_534, 65_534)
            try #require(
                chmod(bench.scratch.file(name), name == LogBench.name ? log : name.contains("key") ? key : 0o600) == 0)
        }
        _ = chown(bench.scratch.path, 65_534, 65_534)
        try #require(chmod(bench.scratch.path, folder) == 0)
    }

    /// Opens the log as somebody who is not root, and exits with 0 if the error begins so.
    private func expectRefusal(_ beginning: String, missing: Bool = false) async throws {
        let path = missing ? bench.scratch.file("missing.sqlite") : bench.path
        let keyPath = bench.keyPath
        await #expect(processExitsWith: .success) {
            [path = path as String, keyPath = keyPath as String, beginning = beginning as String] in
            if getuid() == 0 { try #require(setgid(65_534) == 0 && setuid(65_534) == 0) }
            let error = #expect(throws: LogError.self) { _ = try EventLog(path: path, keys: .file(path: keyPath)) }
            let description = "\(try #require(error))"
            #expect(description.hasPrefix(beginning), "\(description)")
        }
        try #require(chmod(bench.scratch.path, 0o700) == 0)
    }

    @Test func `a log that this user may only read is refused when it is opened`() async throws {
        try give(log: 0o400)
        let before = try bench.scratch.read(LogBench.name)
        try await expectRefusal(
            "cannot write \(bench.path): the file or its folder is read-only; check the disk and try again")
        #expect(try bench.scratch.read(LogBench.name) == before)
    }

    @Test func `a log that this user may not even read`() async throws {
        try give(log: 0o000)
        try await expectRefusal(
            "cannot open \(bench.path): Permission denied; check the path and its permissions")
    }

    @Test func `a key that this user may not read`() async throws {
        try give(key: 0o000)
        try await expectRefusal("the key \(bench.keyPath) cannot be used: Permission denied; restore it")
    }

    @Test func `a new log in a folder that cannot be written`() async throws {
        try give(folder: 0o500)
        let path = bench.scratch.file("missing.sqlite")
        try await expectRefusal(
            "cannot open \(path).lock: Permission denied; check the path and its permissions", missing: true)
        #expect(try bench.scratch.names().allSatisfy { !$0.hasPrefix("missing") })
    }

    @Test func `a log whose lock file is gone, in a folder that cannot be written`() async throws {
        try bench.scratch.remove(LogBench.name + ".lock")
        try give(folder: 0o500)
        try await expectRefusal("cannot open \(bench.path).lock: Permission denied")
    }

    @Test func `a folder that this user may not look into`() async throws {
        try give(folder: 0o000)
        try await expectRefusal("cannot open \(bench.path): Permission denied")
    }
}
