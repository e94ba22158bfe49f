// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// How much memory a verification takes, in a process of its own.
struct MemoryQuestion {
    let bench: Bench
    let standing: StandingLogs

    func answer() throws -> Answer {
        let points = try standing.logs.map { log in
            let measured = try (0..<bench.count(3, quick: 1)).map { _ in try verify(log.path) }
            return Answer.Point(
                label: log.name, value: Spread(measured), goal: .atMost(40), absolutes: "most that was resident")
        }
        return Answer(
            name: "memory", title: "Memory to verify", unit: .megabytes,
            series: [Answer.Series(name: "", points: points)])
    }

    private func verify(_ path: String) throws -> Double {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: bench.program)
        child.arguments = [MemoryQuestion.command, path]
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        child.waitUntilExit()
        guard child.terminationStatus == 0, let kilobytes = Double(answer) else {
            throw BenchmarkFailure("the verification in a process of its own did not work")
        }
        return kilobytes / 1000
    }

    /// What tells this program that it is such a process.
    static let command = "verify-once"

    /// Verifies the log, and prints how many kilobytes the process took at most.
    static func runChild(_ path: String) throws {
        _ = try LogReader(path: path).verify { _ in }
        print(try residentKilobytes(), terminator: "")
    }

    private static func residentKilobytes() throws -> Int {
        #if os(Linux)
            // What getrusage tells was inherited from the parent.
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            return line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0
        #else
            var usage = rusage()
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss / 1000
        #endif
    }
}
