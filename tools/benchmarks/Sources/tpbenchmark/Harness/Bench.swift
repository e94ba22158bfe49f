// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where measurements take place, and how thorough they are.
struct Bench {
    /// A folder of its own on the disk.
    let disk: String
    /// One in memory, where the system has such a thing; else the one on the disk.
    let memory: String
    /// Whether there is one in memory.
    let hasMemory: Bool
    /// The release build of `tpaudit`.
    let tpaudit: String
    /// This program.
    let program: String
    /// Fewer and smaller measurements, whose figures are not to be quoted.
    let isQuick: Bool

    init(tpaudit: String, isQuick: Bool) throws {
        self.tpaudit = tpaudit
        self.isQuick = isQuick
        program = CommandLine.arguments[0]
        let files = FileManager.default
        let name = "tpbenchmark-\(ProcessInfo.processInfo.processIdentifier)"
        disk = files.temporaryDirectory.appendingPathComponent(name).path
        hasMemory = files.isWritableFile(atPath: "/dev/shm")
        memory = hasMemory ? "/dev/shm/\(name)" : disk
        for folder in [disk, memory] {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
    }

    /// Removes what the measurements left.
    func discard() {
        for folder in [disk, memory] { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// `full`, or for a quick run `quick`.
    func count(_ full: Int, quick: Int) -> Int { isQuick ? quick : full }

    /// Three sizes, each ten times the one before, so that it is seen how something grows; for a quick run smaller ones.
    func sizes(upTo greatest: Int) -> [Int] {
        [100, 10, 1].map { greatest / $0 / (isQuick ? 10 : 1) }
    }

    /// Tells who waits what goes on.
    static func say(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
}

/// A measurement that makes no sense.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
