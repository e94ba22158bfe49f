// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Measures one thing about the service once, in a process of its own, and prints what it found as `NAME VALUE` lines.
///
/// `tools/benchmarks` starts it, and says what the figures should be.
@main
enum TPMeasure {
    static func main() async {
        do {
            guard let figures = try await measure(Array(CommandLine.arguments.dropFirst())) else {
                FileHandle.standardError.write(Data("\(usage)\n".utf8))
                exit(64)
            }
            for (name, value) in figures { print(name, value) }
        } catch {
            FileHandle.standardError.write(Data("tpmeasure: \(error)\n".utf8))
            exit(70)
        }
    }

    private static let usage = """
        usage: tpmeasure read FOLDER THREADS READS
               tpmeasure memory FOLDER SESSIONS
               tpmeasure renewal FOLDER SESSIONS
               tpmeasure waiting FOLDER CALLERS ROUNDS
        """

    /// - Returns: `nil` where `words` ask for nothing that there is.
    private static func measure(_ words: [String]) async throws -> [(name: String, value: Double)]? {
        guard words.count >= 3, let count = Int(words[2]), count > 0 else { return nil }
        let folder = words[1]
        let further = words.dropFirst(3).first.flatMap { Int($0) }
        switch (words[0], further) {
        case ("read", let reads?): return try await ReadMeasure(folder: folder, threads: count, reads: reads).figures()
        case ("memory", nil): return try await MemoryMeasure(folder: folder, sessions: count).figures()
        case ("renewal", nil): return try await RenewalMeasure(folder: folder, sessions: count).figures()
        case ("waiting", let rounds?):
            return try await WaitingMeasure(folder: folder, callers: count, rounds: rounds).figures()
        default: return nil
        }
    }
}

/// A measurement that makes no sense.
struct MeasureFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
