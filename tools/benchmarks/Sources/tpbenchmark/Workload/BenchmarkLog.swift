// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// Makes logs that are alike to the byte: with one id, one pair of keys, and one seed for all sessions. They are good
/// for nothing but being measured.
enum BenchmarkLog {
    /// When they are made, in microseconds since the Unix epoch.
    static let start: Int64 = 1_700_000_000_000_000

    /// The system's environment, with numbers that are not random. Nonces are, as they cost time.
    static func environment(wall: @escaping @Sendable () -> Int64 = { start }) -> LogEnvironment {
        let system = LogEnvironment.system
        return LogEnvironment(
            wallMicroseconds: wall,
            random: { count in count == 12 ? system.random(count) : Array(repeating: UInt8(count), count: count) },
            processID: 4711,
            program: "tpbenchmark")
    }

    /// Opens the log at `path`, which is made where it is not there.
    static func open(_ path: String, wall: @escaping @Sendable () -> Int64 = { start }) throws -> EventLog {
        try EventLog(path: path, keys: keys(of: path), environment: environment(wall: wall))
    }

    /// Opens the log at `path` with the clock of the system.
    static func openOnSystemClock(_ path: String) throws -> EventLog {
        try open(path, wall: LogEnvironment.system.wallMicroseconds)
    }

    /// The keys of all logs in the folder of `path`.
    static func keys(of path: String) -> KeySource { .file(path: keyFile(of: path)) }

    static func keyFile(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("key").path
    }

    /// Appends `count` events of `workload` as fast as it goes.
    static func fill(_ log: EventLog, _ count: Int, from workload: inout Workload) throws {
        var left = count
        while left > 0 {
            _ = try log.append(workload.next(min(left, 1000)))
            left -= min(left, 1000)
        }
    }

    /// Copies a log that nobody has open.
    static func copy(_ path: String, to copy: String) throws {
        for suffix in ["", "-wal", ".head"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
    }

    /// Removes a log, but not its keys.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", ".head", ".lock"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
