// SPDX-License-Identifier: Apache-2.0

import CBaseline
import Foundation

/// Runs of `tpaudit`, each in a process of its own.
struct Tool {
    /// The release build.
    let path: String

    /// Runs a command whose output nobody reads.
    ///
    /// - Returns: How long it took from start to end.
    func run(_ arguments: [String]) throws -> Duration {
        let words = [path] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var code: Int32 = 0
        let duration = time { code = baseline_run(&pointers) }
        guard code == 0 else { throw BenchmarkFailure("\(words.joined(separator: " ")) ended with \(code)") }
        return duration
    }

    /// Reads all that a command writes.
    ///
    /// - Returns: How much memory was resident at most, in megabytes; told by Linux alone.
    func peak(_ arguments: [String]) throws -> Double {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: path)
        child.arguments = arguments
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        // What getrusage tells was inherited from this process, and nothing is left of one that has ended.
        let status = "/proc/\(child.processIdentifier)/status"
        var kilobytes = 0
        while let content = try output.fileHandleForReading.read(upToCount: 1 << 20), !content.isEmpty {
            kilobytes = max(kilobytes, (try? ResidentMemory.kilobytes(in: status)) ?? 0)
        }
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            throw BenchmarkFailure("\(arguments.joined(separator: " ")) ended with \(child.terminationStatus)")
        }
        return Double(kilobytes) / 1000
    }
}

/// What Linux tells of a process.
enum ResidentMemory {
    /// How many kilobytes were resident at most, by that file below `/proc`; 0 where it does not say.
    static func kilobytes(in status: String) throws -> Int {
        let text = try String(contentsOfFile: status, encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0
    }
}
