// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// A file as the system knows it.
struct FileFacts: Hashable {
    var size: Int64
    var mode: UInt32
    var owner: String
    var number: UInt64
    /// Whether who runs this may read it.
    var isReadable = true
}

/// A process that has the log open.
struct LogUser: Hashable {
    var id: Int
    var program: String
}

/// What lies around a log, as far as it can be seen without opening it.
struct Surroundings {
    var path: String
    var keyPath: String
    /// Whether somebody named the key, and did not leave it to the default.
    var isKeyNamed = false
    var log: FileFacts?
    var folder: FileFacts?
    var wal: FileFacts?
    var journal: FileFacts?
    var lock: FileFacts?
    var head: FileFacts?
    var key: FileFacts?
    var signingKey: FileFacts?
    /// `nil` where it cannot be told.
    var freeBytes: Int64?
    /// The kind of network file system that the log lies on; `nil` for a local one.
    var networkFileSystem: String?
    /// The processes that have the log open; `nil` where that cannot be told.
    var users: [LogUser]?
    /// Whether the log's lock was not free for a second.
    var isLocked = false
}

extension Surroundings {
    /// Looks around the log at `path`.
    static func around(_ path: String, keyFile: String?) -> Surroundings {
        let keyPath = keyFile ?? path + ".key"
        // The side files lie beside the file itself, whatever link leads to it.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let log = facts(file)
        return Surroundings(
            path: path, keyPath: keyPath, isKeyNamed: keyFile != nil, log: log,
            folder: facts(URL(fileURLWithPath: file).deletingLastPathComponent().path),
            wal: facts(file + "-wal"), journal: facts(file + "-journal"), lock: facts(file + ".lock"),
            head: facts(file + ".head"), key: facts(keyPath), signingKey: facts(keyPath + ".sign"),
            freeBytes: freeBytes(file), networkFileSystem: LogReader.networkFileSystem(of: file),
            users: users(of: file), isLocked: isLocked(file + ".lock"))
    }

    private static func facts(_ path: String) -> FileFacts? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let owner = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "\(status.st_uid)"
        return FileFacts(
            size: Int64(status.st_size), mode: UInt32(status.st_mode) & 0o7777, owner: owner,
            number: UInt64(status.st_ino), isReadable: access(path, R_OK) == 0)
    }

    private static func freeBytes(_ path: String) -> Int64? {
        var status = statvfs()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard statvfs(folder, &status) == 0 else { return nil }
        return Int64(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }

    /// The processes whose open files, as far as this user may see them, hold the log.
    private static func users(of path: String) -> [LogUser]? {
        guard let processes = try? FileManager.default.contentsOfDirectory(atPath: "/proc") else { return nil }
        let own = Int(getpid())
        return processes.compactMap { Int($0) }.sorted().compactMap { id in
            guard id != own, let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd"),
                open.contains(where: {
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/fd/\($0)")) == path
                })
            else { return nil }
            let name = (try? String(contentsOfFile: "/proc/\(id)/comm", encoding: .utf8)) ?? "?"
            return LogUser(id: id, program: name.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Whether somebody holds the lock for longer than any commit takes.
    private static func isLocked(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        for _ in 0..<100 {
            if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
                _ = flock(descriptor, LOCK_UN)
                return false
            }
            usleep(10_000)
        }
        return true
    }
}
