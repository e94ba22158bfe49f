// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A `tpcaller` that runs.
final class CallerProcess: Sendable {
    /// A read of the access token, as the process told of it.
    struct Read {
        /// The process.
        var process: pid_t
        /// When it began and ended, in microseconds since the Unix epoch.
        var begin: Int64
        var end: Int64
        /// The name of the token, or why there was none.
        var outcome: String

        /// Whether there was a token: names have digits, and words have none.
        var hasToken: Bool { outcome.contains { $0.isNumber } }
    }

    let process: ToolProcess

    /// Starts one with what the bench's user has exported.
    ///
    /// - Parameters:
    ///   - requestTimeLimit: How long its requests may take, in milliseconds.
    ///   - rejectEvery: After how many milliseconds, on average, it reports a token as refused; never where it is 0.
    init(on bench: Bench, requestTimeLimit: Int = 60_000, seed: UInt64 = 1, rejectEvery: Int = 0) throws {
        let settings = [
            "TICKETPARK_LOG": bench.log.path, "TICKETPARK_POLICY_REQUEST_TIME_LIMIT": "\(requestTimeLimit)ms",
            "TICKETPARK_POLICY_FIRST_BACK_OFF": "100ms", "TICKETPARK_POLICY_FIRST_COOL_DOWN": "500ms",
            // Refusals are how it asks for a refresh before its time.
            "TICKETPARK_POLICY_MAX_REJECTIONS": "1000000", "SWIFT_BACKTRACE": "enable=no",
        ]
        process = try ToolProcess(
            .tpcaller, ["--seed", "\(seed)", "--reject-every", "\(rejectEvery)"],
            environment: bench.environment.merging(settings) { $1 }, in: bench.folder)
    }

    /// What it has said up to now. A line that it was killed in says nothing.
    var lines: [[Substring]] {
        get throws { Self.lines(String(decoding: try Data(contentsOf: process.outputFile), as: UTF8.self)) }
    }

    private static func lines(_ output: String) -> [[Substring]] {
        output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0.split(separator: " ") }
    }

    /// The reads among what a process said.
    func reads(in output: String) -> [Read] { reads(Self.lines(output)) }

    private func reads(_ lines: [[Substring]]) -> [Read] {
        lines.compactMap { words in
            guard words.count == 4, words[0] == "read", let begin = Int64(words[1]), let end = Int64(words[2]) else {
                return nil
            }
            return Read(process: process.id, begin: begin, end: end, outcome: String(words[3]))
        }
    }

    /// Waits for a read that began at or after `begin`, in microseconds since the Unix epoch, and gives all of those.
    func reads(from begin: Int64) async throws -> [Read] {
        for _ in 0..<6000 {
            let reads = reads(try lines).filter { begin <= $0.begin }
            if !reads.isEmpty { return reads }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw ToolProcess.NoLine(error: "no read from \(begin) on")
    }

    /// Waits until it tells that it reports a token as refused, or until that takes too long.
    func nextRejection(within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        let output = try FileHandle(forReadingFrom: process.outputFile)
        defer { try? output.close() }
        try output.seekToEnd()
        while ContinuousClock.now < end {
            if let said = try output.readToEnd(), String(decoding: said, as: UTF8.self).contains("reject") { return }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Ends it without a warning.
    func kill() async throws -> ToolProcess.Result {
        process.send(SIGKILL)
        return try await process.result()
    }

    /// Has it shut down.
    func close() async throws -> ToolProcess.Result {
        process.send(SIGTERM)
        return try await process.result()
    }
}
