// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// How much memory it takes to verify a log and to write its events, in a process of its own.
struct MemoryQuestion {
    let bench: Bench
    let standing: StandingLogs

    func answer() throws -> Answer {
        let tool = Tool(path: bench.tpaudit)
        let series = [
            Answer.Series(name: "verify", points: try points { try verify($0.path) }),
            Answer.Series(
                name: "tpaudit events --format jsonl",
                points: try points { try tool.peak(["events", $0.path, "--format", "jsonl"]) }),
        ]
        return Answer(name: "memory", title: "Memory to read a whole log", unit: .megabytes, series: series)
    }

    private func points(_ measure: (StandingLogs.Log) throws -> Double) rethrows -> [Answer.Point] {
        try standing.logs.map { log in
            let measured = try (0..<bench.count(3, quick: 1)).map { _ in try measure(log) }
            return Answer.Point(
                label: log.name, value: Spread(measured), goal: .atMost(40), absolutes: "most that was resident")
        }
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
            return try ResidentMemory.kilobytes(in: "/proc/self/status")
        #else
            var usage = rusage()
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss / 1000
        #endif
    }
}
