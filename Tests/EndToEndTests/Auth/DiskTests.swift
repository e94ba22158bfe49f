// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Disks that are full, folders that are read-only, files that are not this user's.
@Suite struct DiskTests {
    @Test(.enabled(if: Restriction.canMount, "this system lets nobody mount a small file system"))
    func `a full disk stops everything and loses nothing`() async throws {
        try await Bench.run { bench in
            // All in one script, as the file system goes with its namespace.
            let script = """
                auth=$1 audit=$2
                mount -t tmpfs -o size=512k none "$PWD/disk"
                cd disk
                run() { code=0; "$auth" "$@" 2>>../errors || code=$?; echo "$1 $code"; }
                run login < ../password
                # All of it is in the main file. What comes next would find room in what is left here.
                : > auth.sqlite-wal
                cat /dev/zero > filling 2>/dev/null || true
                run token
                run logout
                run status > ../full-status || true
                "$audit" verify auth.sqlite --key-file auth.sqlite.key > ../verify
                rm filling
                run token > ../token
                run logout
                "$audit" verify auth.sqlite --key-file auth.sqlite.key > ../verify
                "$audit" replay auth.sqlite > ../replay
                """
            try FileManager.default.createDirectory(
                at: bench.folder.appending(path: "disk"), withIntermediateDirectories: false)
            try Data(bench.password.utf8).write(to: bench.folder.appending(path: "password"))
            let result = try await ToolProcess(
                running: Restriction.mountNamespace + [script, "sh", Tool.tpauth.url.path, Tool.tpaudit.url.path],
                environment: bench.environment, in: bench.folder
            ).result()
            #expect(result.exit == 0, "\(result.error)")
            let codes = result.output.split(separator: "\n").filter { !$0.hasPrefix("s") }
            #expect(codes.contains("login 0"))
            #expect(codes.contains("logout 6"))
            #expect(codes.last == "logout 0")
            let errors = try String(contentsOf: bench.folder.appending(path: "errors"), encoding: .utf8)
            #expect(errors.contains("no room left"))
            #expect(errors.split(separator: "\n").allSatisfy { $0.hasPrefix("tpauth: ") }, "\(errors)")
        }
    }

    @Test(.enabled(if: Restriction.hasOrdinaryUser, "the build folder is closed to ordinary users"))
    func `a folder that is read-only takes no new log`() async throws {
        try await Bench.run { bench in
            let folder = bench.folder.appending(path: "closed")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
            let result = try await bench.auth(
                "login", "--log", "closed/auth.sqlite", input: bench.password, wrapper: Restriction.ordinaryUser)
            #expect(result.exit == 6 && result.errorLines.count == 1, "\(result.error)")
            #expect(result.error.contains("closed/auth.sqlite") && result.error.contains("Permission denied"))
            #expect(try bench.sandbox.journal.isEmpty, "no password goes out for a log that cannot be")
        }
    }

    @Test(.enabled(if: Restriction.hasOrdinaryUser, "the build folder is closed to ordinary users"))
    func `a log in a folder that became read-only can be looked at and is not lost`() async throws {
        try await Bench.run { bench in
            let folder = bench.folder.appending(path: "shut")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            var bench = bench
            bench.environment["TPAUTH_LOG"] = "shut/auth.sqlite"
            try await bench.login()
            try Restriction.handOver(folder)
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                chmod(folder.appending(path: name).path, 0o400)
            }
            chmod(folder.path, 0o555)
            let status = try await bench.auth("status", wrapper: Restriction.ordinaryUser)
            #expect(status.exit == 0, "\(status.error)")
            let token = try await bench.auth("token", wrapper: Restriction.ordinaryUser)
            #expect(token.exit == 6 && token.errorLines.count == 1, "\(token.error)")
            chmod(folder.path, 0o755)
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                chmod(folder.appending(path: name).path, 0o600)
            }
            let again = try await bench.auth("token", wrapper: Restriction.ordinaryUser)
            #expect(again.exit == 0, "\(again.error)")
        }
    }

    @Test(.enabled(if: Restriction.hasOrdinaryUser, "the build folder is closed to ordinary users"))
    func `a key that this user may not read is named`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            try Restriction.handOver(bench.folder)
            let key = bench.folder.appending(path: "auth.sqlite.key")
            chmod(key.path, 0o000)
            let result = try await bench.auth("token", wrapper: Restriction.ordinaryUser)
            #expect(result.exit == 6 && result.errorLines.count == 1)
            #expect(result.error.contains("auth.sqlite.key cannot be used: Permission denied"), "\(result.error)")
            chmod(key.path, 0o600)
            #expect(try await bench.auth("token", wrapper: Restriction.ordinaryUser).exit == 0)
        }
    }

    @Test func `output that cannot be written is an error`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            let result = try await ToolProcess(
                running: ["/bin/sh", "-c", "exec \"$0\" token > /dev/full", try Tool.tpauth.url.path],
                environment: bench.environment, in: bench.folder
            ).result()
            #expect(result.exit == 6 && result.errorLines.count == 1)
            #expect(result.error.contains("cannot write the output"))
        }
    }
}
