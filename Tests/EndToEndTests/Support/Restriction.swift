// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Ways to run a tool with less than the rights and the room that this process has.
enum Restriction {
    /// A user without rights. Permissions hold nobody off who may do everything.
    static let nobody: UInt32 = 65534

    /// What runs a command as an ordinary user: nothing, if this process is one.
    static var ordinaryUser: [String] {
        geteuid() == 0
            ? ["/usr/bin/setpriv", "--reuid", "\(nobody)", "--regid", "\(nobody)", "--clear-groups"] : []
    }

    /// Whether tools can be run as an ordinary user, which takes a build folder that such a user may enter.
    static let hasOrdinaryUser: Bool = {
        guard let tool = try? Tool.tpauth.url.path else { return false }
        return succeeds(ordinaryUser + [tool, "--version"])
    }()

    /// Runs a shell script in a mount namespace of its own.
    static let mountNamespace = ["/usr/bin/unshare", "--map-root-user", "--mount", "/bin/sh", "-euc"]

    /// Whether a small file system can be mounted for a test.
    static let canMount = succeeds(mountNamespace + ["mount -t tmpfs -o size=64k none /tmp"])

    /// Gives a folder and all in it to the ordinary user.
    static func handOver(_ folder: URL) throws {
        guard geteuid() == 0 else { return }
        let inside = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        for path in [folder.path] + inside.map({ folder.appending(path: $0).path }) { chown(path, nobody, nobody) }
    }

    private static func succeeds(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
